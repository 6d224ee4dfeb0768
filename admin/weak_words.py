"""What the commonest passwords are made of: words that people put figures around, and walks over the keyboard."""

LOOKS_LIKE = str.maketrans("@4031$5", "aaoeiss")

_WORDS = """
abc abcd abcdef admin administrator aik alexander amanda andreas apa arsenal asd asdf asdfgh asdfghjkl asdfghjklö
association bajen baseball basketball batman budkavle budkavlen changeme charlie chelsea computer dator demokrati
demonstration din djurgarden djurgården donald dragon elefant emma facebook fackforening fackförening fika fisk
football forening fotboll fredrik fuckyou förening gais google goteborg göteborg hammarby hej hejsan hemlig hemligt
hockey hund ifk iloveyou instagram internet jessica johanna kaffe kalle kalleanka kampanj karlek katt katten kommunist
kärlek ledarskap letmein liverpool login losen losenord losenordet lösen lösenord lösenordet mamma manchester maria
master medlem michael min mitt monkey mypassword organisation organization organizer pappa pass passord passw passwd
password pokemon politik princess qazwsx qazwsxedc qwe qwer qwert qwerty qwertyui qwertyuiop qwertyuiopå robert
samsung secret socialdemokraterna socialist solidaritet solidarity sommar sommarlov starwars stockholm summer sunshine
superman svenska sverige telefon test this thisis trustno valkommen vanster vinter volvo välkommen vänster
vänsterpartiet welcome winter your zxc zxcv zxcvbn zxcvbnm
"""
WEAK = frozenset(_WORDS.split())

KEYBOARD = (
    "1234567890", "0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopåasdfghjklöäzxcvbnm",
    "qwertyuiopasdfghjklzxcvbnm", "1q2w3e4r5t6y7u8i9o0p", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "q1w2e3r4t5y6u7i8o9p0",
    "1234567890qwertyuiop", "qwertyuiop1234567890", "1234567890abcdefghijklmnopqrstuvwxyz",
)  # fmt: skip

"""What the page about one's own account says."""

TEXTS = {
    "account_me": ("Du", "You"),
    "account_email": ("E-post", "E-mail"),
    "account_name": ("Namn", "Name"),
    "account_name_hint": ("Så ser de andra vem som har gjort vad.", "So that the others see who did what."),
    "account_language": ("Språk", "Language"),
    "account_phone": ("Ditt mobilnummer", "Your mobile number"),
    "account_phone_hint": (
        "Dit går testmeddelanden, om du vill se ett utskick innan det skickas.",
        "Test texts go there, when you want to see a broadcast before it is sent.",
    ),
    "account_phone_wrong": (
        "Det är inget mobilnummer som vi kan skriva till. Skriv det som 070-174 06 05.",
        "That is no mobile number that we may write to. Write it like 070-174 06 05.",
    ),
    "account_password": ("Lösenord", "Password"),
    "account_old_password": ("Lösenordet du har nu", "The password you have now"),
    "account_old_wrong": ("Det är inte ditt lösenord.", "That is not your password."),
    "account_old_slow": (
        "Det har blivit många försök. Vänta {wait} och försök igen.",
        "There have been many tries. Wait {wait} and try again.",
    ),
    "account_change_password": ("Byt lösenord", "Change password"),
    "account_password_ends": (
        "Då loggas du ut överallt utom här.",
        "That signs you out everywhere but here.",
    ),
    "account_second": ("Koder", "Codes"),
    "account_codes_left": (
        "Du har {n} {n:reservkod|reservkoder} kvar.",
        "You have {n} recovery {n:code|codes} left.",
    ),
    "account_code": ("Kod från appen, eller en reservkod", "Code from the app, or a recovery code"),
    "account_new_second": ("Ny telefon eller app", "New phone or app"),
    "account_new_codes": ("Nya reservkoder", "New recovery codes"),
    "account_set_up_title": ("Ny telefon eller app", "New phone or app"),
    "account_set_up_lead": (
        "Den gamla gäller tills du har skrivit en kod från den nya.",
        "The old one works until you have typed a code from the new one.",
    ),
    "account_sessions": ("Här är du inloggad", "Where you are signed in"),
    "account_session_here": ("Här", "Here"),
    "account_session_seen": ("Senast {when}", "Last {when}"),
    "account_device": ("{browser} på {system}", "{browser} on {system}"),
    "account_device_unknown": ("Okänd enhet", "Unknown device"),
    "account_end": ("Logga ut", "Sign out"),
    "account_end_others": ("Logga ut alla andra", "Sign out all others"),
    "account_failures": (
        "{n} {n:gång|gånger} den senaste månaden har någon skrivit fel lösenord eller kod. Var det inte du? Byt "
        "lösenord.",
        "{n} {n:time|times} in the last month somebody got the password or a code wrong. Was that not you? Change "
        "the password.",
    ),
    "account_demo": (
        "I demon loggar du in med den utskrivna länken, utan lösenord och koder.",
        "In the demo you sign in by the printed link, without password and codes.",
    ),
    "said_account_saved": ("Sparat.", "Saved."),
    "said_account_password": ("Nytt lösenord från och med nu.", "A new password from now on."),
    "said_account_ended": ("Utloggad där.", "Signed out there."),
}

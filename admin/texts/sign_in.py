"""What is said at the door: signing in, the second factor, and its recovery codes."""

TEXTS = {
    "sign_in_title": ("Logga in", "Sign in"),
    "sign_in_email": ("E-post", "E-mail"),
    "sign_in_password": ("Lösenord", "Password"),
    "sign_in_go": ("Logga in", "Sign in"),
    "sign_in_on": ("Fortsätt", "Go on"),
    "sign_in_wrong": (
        "Det stämmer inte. Kolla e-post och lösenord och försök igen.",
        "That is not right. Check e-mail and password and try again.",
    ),
    "sign_in_slow": (
        "Någon har försökt många gånger på det här kontot. Skriv koden från din app på samma gång, så kommer du in "
        "ändå. Annars får du vänta {wait}.",
        "Somebody has tried many times at this account. Give the code from your app as well, and you get in all the "
        "same. Otherwise wait {wait}.",
    ),
    "sign_in_slow_here": (
        "Det har blivit många försök härifrån. Vänta {wait} och försök igen.",
        "There have been many tries from where you are. Wait {wait} and try again.",
    ),
    "sign_in_seconds": ("{n} {n:sekund|sekunder}", "{n} {n:second|seconds}"),
    "sign_in_minutes": ("{n} {n:minut|minuter}", "{n} {n:minute|minutes}"),
    "sign_in_forgot": (
        "Glömt lösenordet, eller ny här? Be en administratör i din förening om en länk.",
        "Forgotten your password, or new here? Ask an administrator of your association for a link.",
    ),
    "sign_in_demo": (
        "Det här är en demo. Öppna länken till panelen som skrevs ut när den startade.",
        "This is a demo. Open the link to the panel that was printed when it started.",
    ),
    "said_signed_out": ("Du är utloggad.", "You are signed out."),
    "said_too_many_codes": (
        "Fem koder i rad var fel. Börja om med lösenordet.",
        "Five codes in a row were wrong. Begin again with the password.",
    ),
    # Code
    "sign_in_code_title": ("Skriv koden", "Give the code"),
    "sign_in_code_lead": (
        "Öppna appen där du får dina koder och skriv de sex siffrorna som gäller nu.",
        "Open the app that shows your codes and type the six digits it shows now.",
    ),
    "sign_in_code": ("Kod från appen", "Code from the app"),
    "sign_in_recovery": ("Reservkod", "Recovery code"),
    "sign_in_recovery_lead": (
        "Skriv en av de reservkoder du sparade. Den fungerar en gång.",
        "Type one of the recovery codes that you kept. It works once.",
    ),
    "sign_in_use_recovery": ("Har du inte telefonen? Ta en reservkod", "No phone at hand? Use a recovery code"),
    "sign_in_use_app": ("Ta en kod från appen i stället", "Use a code from the app instead"),
    "sign_in_code_wrong": (
        "Koden stämmer inte, eller är redan använd. Vänta på nästa och försök igen.",
        "The code is not right, or was used already. Wait for the next one and try again.",
    ),
    "sign_in_recovery_wrong": (
        "Koden stämmer inte, eller är redan använd. Ta en annan.",
        "The code is not right, or was used already. Take another.",
    ),
    "sign_in_code_slow": (
        "Många koder har varit fel. Vänta {wait}, eller ta en reservkod.",
        "Many codes have been wrong. Wait {wait}, or use a recovery code.",
    ),
    "sign_in_again_title": ("Är det du?", "Is it you?"),
    "sign_in_again_lead": (
        "Det du ska göra är känsligt. Skriv en ny kod från din app först.",
        "What you are about to do matters. Give a new code from your app first.",
    ),
    "sign_in_start_over": ("Logga in som någon annan", "Sign in as somebody else"),
    # Link
    "sign_in_step_password": ("Lösenord", "Password"),
    "sign_in_step_phone": ("App", "App"),
    "sign_in_step_recovery": ("Reservkoder", "Recovery"),
    "sign_in_link_title": ("Välj ett lösenord", "Choose a password"),
    "sign_in_new_password": ("Nytt lösenord", "New password"),
    "sign_in_password_hint": (
        "Minst 12 tecken. Tre, fyra ord som inte hör ihop är lätta att minnas och svåra att gissa.",
        "At least 12 characters. Three or four words that do not belong together are easy to remember and hard to "
        "guess.",
    ),
    "sign_in_weak_short": ("Det är för kort. Ta minst 12 tecken.", "That is too short. Take at least 12 characters."),
    "sign_in_weak_long": ("Det är för långt. Ta högst 500 tecken.", "That is too long. Take at most 500 characters."),
    "sign_in_weak_email": (
        "Din e-post är det första någon gissar. Ta något annat.",
        "Your e-mail is what anybody would guess first. Take something else.",
    ),
    "sign_in_weak_common": (
        "Det är för vanligt och lätt att gissa. Ta tre, fyra ord som inte hör ihop.",
        "That is too common and easy to guess. Take three or four words that do not belong together.",
    ),
    "sign_in_no_link_title": ("Länken gäller inte längre", "The link no longer works"),
    "sign_in_no_link": (
        "Den fungerar en gång, och i två dygn. Be den du fick den av om en ny.",
        "It works once, and for two days. Ask whoever gave it to you for a new one.",
    ),
    # Setting up the second factor
    "sign_in_set_up_title": ("Koder från en app", "Codes from an app"),
    "sign_in_set_up_lead": (
        "Här står vilka som är med. Därför räcker det inte med ett lösenord, som någon kan komma åt.",
        "What is here tells who is a member. A password, which somebody might get hold of, is not enough for that.",
    ),
    "sign_in_set_up_scan": (
        "Skanna rutan med en app för koder: din lösenordshanterare, eller till exempel Google Authenticator.",
        "Scan the square with an app for codes: your password manager or, say, Google Authenticator.",
    ),
    "sign_in_set_up_qr": ("Ruta att skanna", "Square to scan"),
    "sign_in_set_up_open": ("Lägg in den i appen på den här telefonen", "Put it into the app on this phone"),
    "sign_in_set_up_secret": ("Går det inte? Skriv in nyckeln", "Cannot scan? Type the key"),
    "sign_in_set_up_type": ("Skriv de sex siffrorna som appen visar", "Type the six digits that the app shows"),
    "sign_in_set_up_wrong": (
        "Koden stämmer inte. Kolla att telefonens klocka går rätt, och skriv nästa kod.",
        "The code is not right. Check that the phone's clock is, and type the next code.",
    ),
    "sign_in_copy": ("Kopiera", "Copy"),
    # Recovery codes
    "sign_in_codes_title": ("Spara dina reservkoder", "Keep your recovery codes"),
    "sign_in_codes_lead": (
        "Med dem kommer du in om telefonen är borta. Varje kod fungerar en gång. De visas bara nu: lägg dem i din "
        "lösenordshanterare, eller skriv av dem på papper.",
        "They let you in when your phone is gone. Each works once. They are shown only now: put them into your "
        "password manager, or write them down on paper.",
    ),
    "sign_in_codes_kept": ("Jag har sparat dem", "I have kept them"),
}

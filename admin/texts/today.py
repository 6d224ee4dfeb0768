"""What the first page says, and the places beside it."""

TEXTS = {
    "today_hello": ("Hej {name}!", "Hi {name}!"),
    "today_calm": ("Inget väntar på dig just nu.", "Nothing waits for you just now."),
    "today_first": ("Kom igång", "Get started"),
    "today_first_hint": ("Tre steg, så är ni igång.", "Three steps, and you are under way."),
    "today_first_people": ("Lägg in medlemslistan", "Put in the list of members"),
    "today_first_people_hint": (
        "Ta filen som den är, Excel eller CSV. Du får se hur varje rad läses innan något sparas.",
        "Take the file as it is, Excel or CSV. You see how each row is read before anything is stored.",
    ),
    "today_first_test": ("Skicka ett prov till dig själv", "Send yourself a test"),
    "today_first_test_hint": (
        "Skriv ett utskick och tryck på prov. Då ser du hur det ser ut i en telefon.",
        "Write a broadcast and press test. You see how it looks on a phone.",
    ),
    "today_first_on_call": ("Säg vem som har jour", "Say who is on call"),
    "today_first_on_call_hint": (
        "Om någon sms:ar att de är hotade eller mår dåligt når det den personen direkt.",
        "If somebody texts that they are threatened or unwell, it reaches that person at once.",
    ),
    "today_done": ("Klart", "Done"),
    "today_inbox": ("{n:svar väntar|svar väntar} på en människa", "{n:reply waits|replies wait} for a human"),
    "today_inbox_open": ("Öppna inkorgen", "Open the inbox"),
    "today_shifts": ("Pass som saknar folk", "Shifts that lack people"),
    "today_places": ("{taken} av minst {minimum}", "{taken} of at least {minimum}"),
    "today_broadcasts": ("Utskick på gång", "Broadcasts under way"),
    "today_bookings": ("Bokningar utan svar", "Bookings without an answer"),
    "today_answer_by": ("Svar senast {when}", "Answer by {when}"),
    "today_covered": (
        "{name}: {answered} av {everybody} har svarat",
        "{name}: {answered} of {everybody} have answered",
    ),
    "today_exports": ("Listor som andra har hämtat", "Lists that others have fetched"),
    "today_coverage": ("Inventeringen", "The inventory"),
    "today_see_answers": ("Se svaren", "See the answers"),
    "today_no_survey": ("Ingen inventering är startad än.", "No inventory has been started yet."),
    "today_start_survey": ("Starta en inventering", "Start an inventory"),
    "more_title": ("Mer", "More"),
}

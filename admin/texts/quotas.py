"""What stands on the page of quotas."""

TEXTS = {
    "quotas_title": ("Passkvoter", "Shift quotas"),
    "quotas_tab": ("Kvoter", "Quotas"),
    "quotas_lead": (
        "Så många pass ska varje kandidat hinna med. Passen räknas av sig själva, både de som är gjorda och de som är "
        "bokade.",
        "This is how many shifts each candidate is to do. Shifts are counted by themselves, both those done and those "
        "booked.",
    ),
    "quotas_empty": ("Inga kvoter än", "No quotas yet"),
    "quotas_first": (
        "Till exempel: minst fyra pass i ringstugan var i augusti. Fyll i här under så håller sidan räkningen.",
        "For example: at least four phone bank shifts each in August. Fill it in below, and this page keeps count.",
    ),
    "quotas_name": ("{activity}: minst {n} pass", "{activity}: at least {n} {n:shift|shifts}"),
    "quotas_days": ("{first} till och med {last}", "{first} to {last}"),
    "quotas_sum": ("{done} av {n} klara", "{done} of {n} done"),
    "quotas_sum_behind": ("{n} ligger efter", "{n} behind"),
    "quotas_half": (
        "Den som ligger efter får ett vänligt sms när halva tiden har gått, {day}.",
        "Whoever is behind gets a friendly text when half the time has gone, {day}.",
    ),
    "quotas_told": ("Den som låg efter fick ett vänligt sms {day}.", "Whoever was behind got a friendly text {day}."),
    "quotas_late": (
        "Kvoten lades in efter halvtid, så ingen får något sms.",
        "The quota was made after half-time, so nobody gets a text.",
    ),
    "quotas_nobody": ("Ingen kandidat att räkna för", "No candidate to count for"),
    "quotas_nobody_hint": (
        "Den som har rollen kandidat eller talare kommer med här.",
        "Whoever has the role candidate or speaker comes in here.",
    ),
    "quotas_count": (
        "{done} {done:gjort|gjorda}, {booked} {booked:bokat|bokade} av {n}",
        "{done} done, {booked} booked of {n}",
    ),
    "quotas_done": ("Klart", "Done"),
    "quotas_on_way": ("På väg", "On the way"),
    "quotas_behind": ("Ligger efter", "Behind"),
    "quotas_column_name": ("Namn", "Name"),
    "quotas_column_association": ("Förening", "Association"),
    "quotas_column_done": ("Gjorda", "Done"),
    "quotas_column_booked": ("Bokade", "Booked"),
    "quotas_column_minimum": ("Minst", "At least"),
    "quotas_column_progress": ("Pass", "Shifts"),
    "quotas_column_stands": ("Läge", "Standing"),
    "quotas_file": ("passkvot", "quota"),
    "quotas_export": ("Hämta som fil", "Get as a file"),
    "quotas_remove": ("Ta bort kvoten", "Remove the quota"),
    "quotas_remove_more": ("Ta bort", "Remove"),
    "quotas_remove_hint": (
        "Passen står kvar. Ingen får något mer sms om kvoten.",
        "The shifts stay. Nobody gets a text about the quota any more.",
    ),
    "quotas_new": ("Ny kvot", "New quota"),
    "quotas_activity": ("Vad", "What"),
    "quotas_activity_hint": (
        "Som aktiviteten heter bland passen, till exempel Ringstuga.",
        "As the activity is called among the shifts, such as Phone bank.",
    ),
    "quotas_minimum": ("Minst så många pass var", "At least so many shifts each"),
    "quotas_since": ("Från och med", "From"),
    "quotas_until": ("Till och med", "To"),
    "quotas_make": ("Lägg in kvoten", "Make the quota"),
    "quotas_wrong_activity": (
        "Skriv vad det gäller, med högst 80 tecken.",
        "Write what it is about, in at most 80 characters.",
    ),
    "quotas_wrong_minimum": ("Skriv ett antal från 1 till 100.", "Write a number from 1 to 100."),
    "quotas_wrong_since": ("Välj den första dagen.", "Choose the first day."),
    "quotas_wrong_until": ("Välj en dag efter den första.", "Choose a day after the first."),
    "said_quota_made": ("Kvoten är inlagd.", "The quota is made."),
    "said_quota_removed": ("Kvoten är borttagen.", "The quota is removed."),
}

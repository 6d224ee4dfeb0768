"""What is said when a list of people is fetched as a file."""

TEXTS = {
    "people_export_title": ("Ladda ner en lista", "Export a list"),
    "people_export_sensitive": (
        "Filen visar vilka som är med hos oss. Ta bara det du behöver, skicka den inte vidare och radera den efteråt. "
        "De andra administratörerna ser att du laddade ner den, och varför.",
        "The file shows who is with us. Take only what you need, do not pass it on and delete it afterwards. The other "
        "administrators see that you fetched it, and why.",
    ),
    "people_export_reason": ("Vad ska den användas till?", "What is it for?"),
    "people_export_reason_hint": (
        "Till exempel: namnlista till årsmötet, underlag för kassörens avprickning",
        "For example: names for the annual meeting, the treasurer's checklist",
    ),
    "people_export_no_reason": (
        "Skriv med några ord vad filen ska användas till.",
        "Write in a few words what the file is for.",
    ),
    "people_export_columns": ("Kolumner", "Columns"),
    "people_export_columns_hint": ("Kryssa bara för det som behövs.", "Tick only what is needed."),
    "people_export_no_columns": ("Välj minst en kolumn.", "Choose at least one column."),
    "people_export_whom": ("Vilka", "Who"),
    "people_export_everybody": ("Alla i {organization}", "Everybody in {organization}"),
    "people_export_protected": (
        "Den som har skyddade uppgifter kommer aldrig med.",
        "Whoever has a protected identity is never in it.",
    ),
    "people_export_do": ("Ladda ner", "Export"),
    "people_export_file": ("personer", "people"),
    "people_exports": ("Nedladdat de senaste två veckorna", "Exported in the last two weeks"),
    "people_exports_none": ("Ingen har laddat ner någon lista.", "Nobody has exported a list."),
    "people_export_told": (
        "laddade ner {count} {n:person|personer}",
        "exported {count} {n:person|people}",
    ),
    "audit_people add": ("Lade till en person", "Added a person"),
    "audit_people correct": ("Rättade en person", "Corrected a person"),
    "audit_people number": ("Lade till ett nummer", "Added a number"),
    "audit_people wrong number": ("Tog bort ett nummer", "Removed a number"),
    "audit_people silence": ("Stoppade sms till en person", "Stopped texts to a person"),
    "audit_people left": ("Noterade att någon slutat", "Noted that somebody left"),
    "audit_people protected": ("Ändrade skyddade uppgifter", "Changed a protected identity"),
    "audit_people merge": ("Slog ihop två personer", "Merged two people"),
    "audit_people apart": ("Höll isär två personer", "Kept two people apart"),
    "audit_people export": ("Laddade ner en lista", "Exported a list"),
    "audit_people import": ("Läste in en lista", "Imported a list"),
    "audit_people hold": ("Sparade uppgifter enligt lag", "Kept somebody's things by law"),
    "audit_people release": ("Släppte uppgifter som sparats", "Released what was kept"),
    "audit_erase": ("Raderade en person", "Erased a person"),
}

"""What stands in calendars that are read by a link, and beside the link to the open one."""

TEXTS = {
    "calendar_busy": ("{name}: upptagen", "{name}: busy"),
    "open_calendar_title": ("Öppen bokningskalender", "Open booking calendar"),
    "open_calendar_hint": (
        "En länk som telefonens kalender kan läsa. Den visar när kandidaterna är upptagna, aldrig varför, och större "
        "möten med titel och plats. Alla som har länken ser det.",
        "A link that the calendar of a phone can read. It shows when candidates are busy, never why, and larger events "
        "with title and venue. Whoever has the link sees it.",
    ),
}

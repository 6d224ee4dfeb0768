"""What is said of choices of people that are kept under a name."""

TEXTS = {
    "segments_title": ("Sparade urval", "Saved segments"),
    "segments_save": ("Spara urvalet", "Save this segment"),
    "segments_name": ("Namn på urvalet", "A name for the segment"),
    "segments_name_hint": (
        "Till exempel Chaufförer. Vilka som är med räknas om varje gång det används.",
        "For example Drivers. Who belongs to it is looked up each time it is used.",
    ),
    "segments_save_do": ("Spara", "Save"),
    "segments_all": ("Alla sparade urval", "All saved segments"),
    "segments_from": ("från {organization}", "from {organization}"),
    "segments_remove": ("Ta bort", "Remove"),
    "segments_remove_which": ("Ta bort {name}", "Remove {name}"),
    "segments_remove_why": (
        "Ingen person tas bort. Utkast och andra urval som använder det behöver ett nytt villkor i stället.",
        "No person is removed. Drafts and other segments that use it need another condition instead.",
    ),
    "segments_remove_do": ("Ta bort urvalet", "Remove the segment"),
    "segments_empty_title": ("Inga sparade urval än", "No saved segments yet"),
    "segments_empty": (
        "Välj vilka det gäller bland personerna, och spara urvalet så finns det kvar till nästa gång.",
        "Choose among the people, and save the segment: then it is here the next time.",
    ),
    "segments_empty_do": ("Till personerna", "To the people"),
    "said_segment_saved": ("Urvalet är sparat.", "The segment is saved."),
    "said_segment_removed": ("Urvalet är borttaget.", "The segment is removed."),
    "audit_segment.save": ("Sparade ett urval", "Saved a segment"),
    "audit_segment.remove": ("Tog bort ett sparat urval", "Removed a saved segment"),
}

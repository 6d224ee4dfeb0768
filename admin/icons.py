"""The drawings of the panel: lines in a square of 24."""

ICONS = {
    "today": '<path d="M4 5h16v15H4zM4 10h16M8 3v4M16 3v4"/><path d="m9 15 2 2 4-4"/>',
    "broadcasts": '<path d="m4 12 16-8-5 16-4-6zM20 4 11 14"/>',
    "inbox": '<path d="M4 13 7 5h10l3 8v6H4zM4 13h5l1 3h4l1-3h5"/>',
    "people": (
        '<circle cx="9" cy="8" r="3.5"/>'
        '<path d="M3 20c0-4 3-6 6-6s6 2 6 6M15 5a3.5 3.5 0 0 1 0 6M17 14c2.5.6 4 2.6 4 6"/>'
    ),
    "surveys": (
        '<path d="M5 4h14v17H5zM9 4v-1h6v1"/><path d="m8 10 1.5 1.5L12 9M14 10h2M8 16l1.5 1.5L12 15M14 16h2"/>'
        ''
    ),
    "shifts": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "bookings": '<path d="M12 3a3 3 0 0 1 3 3v6a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4M8 21h8"/>',
    "organization": '<path d="M4 21V9l8-5 8 5v12M4 21h16M10 21v-5h4v5M9 11h.01M15 11h.01"/>',
    "more": '<path d="M5 12h.01M12 12h.01M19 12h.01"/>',
    "stop": '<path d="M8 3h8l5 5v8l-5 5H8l-5-5V8z"/><path d="M9 12h6"/>',
    "go": '<path d="M7 4v16l13-8z"/>',
    "pause": '<path d="M8 5v14M16 5v14"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "check": '<path d="m5 13 4 4L19 7"/>',
    "cross": '<path d="M6 6l12 12M18 6 6 18"/>',
    "warn": '<path d="M12 4 2.5 20h19zM12 10v5M12 17.5v.01"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5M12 8v.01"/>',
    "next": '<path d="m9 5 7 7-7 7"/>',
    "back": '<path d="m15 5-7 7 7 7"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "upload": '<path d="M12 16V4M7 9l5-5 5 5M4 20h16"/>',
    "download": '<path d="M12 4v12M7 11l5 5 5-5M4 20h16"/>',
    "phone": '<path d="M7 2.5h10v19H7zM11 18.5h2"/>',
    "edit": '<path d="m4 20 1-5L16 4l4 4L9 19z"/>',
    "bin": '<path d="M5 7h14M10 7V4h4v3M7 7l1 14h8l1-14"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21c0-5 4-7 8-7s8 2 8 7"/>',
    "calendar": '<path d="M4 5h16v15H4zM4 10h16M8 3v4M16 3v4"/>',
    "print": '<path d="M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z"/>',
    "eye": '<path d="M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12z"/><circle cx="12" cy="12" r="3"/>',
    "key": '<circle cx="8" cy="15" r="4.5"/><path d="m11.5 11.5 8-8M16 7l3 3"/>',
    "reply": '<path d="m10 6-6 6 6 6M4 12h9c4 0 7 2 7 6"/>',
    "shield": '<path d="M12 3 4 6v6c0 5 4 8 8 9 4-1 8-4 8-9V6z"/>',
}

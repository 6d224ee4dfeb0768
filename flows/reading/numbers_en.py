"""English numbers, weekdays, months and parts of the day; several spellings of one stand with commas between."""

NUMBERS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
    "forty, fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "hundred": 100, "thousand": 1000,
}  # fmt: skip
ARTICLES: dict[str, int] = {}
ORDINALS = {
    "first, 1st": 1, "second, 2nd": 2, "third, 3rd": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twentieth": 20, "twenty first": 21, "thirtieth": 30,
}  # fmt: skip
DAYS = {
    "monday, mon, mondays": "mon", "tuesday, tue, tues, tuesdays": "tue", "wednesday, weds, wednesdays": "wed",
    "wed": "wed", "thursday, thu, thur, thurs, thursdays": "thu", "friday, fridays": "fri",
    "saturday, saturdays": "sat", "sunday, sundays": "sun",
    "weekday, weekdays, workdays, working days, weeknights, weeknight, m - f, m to f": "mon tue wed thu fri",
    "weekend, weekends": "sat sun",
    "any day, any of the days, each day, every day, everyday, anytime, any time, whenever, all days": "all",
    "whenever suits, whenever you like, whenever you need me, im easy, im flexible, flexible": "all",
    "dont mind when": "all",
}  # fmt: skip
SHORT_DAYS = {"fri": "fri", "sat": "sat", "sun": "sun"}
MONTHS = {
    "january": 1, "february, febr": 2, "march, mar": 3, "may": 5, "june": 6, "july": 7, "august": 8, "sept": 9,
    "october, oct": 10, "december": 12,
}  # fmt: skip
PARTS = {
    "morning, mornings, early morning, early mornings": "morning",
    "before noon, before lunch": "forenoon",
    "noon, lunchtime, lunchtimes, lunch time, noons, midday, around lunch, at lunch": "midday",
    "daytime, daytimes, during the day, in the daytime, day time": "day",
    "after lunch, afternoon, afternoons, arvo, arvos, after school, aft, afternoon time": "afternoon",
    "evening, evenings, eve, eves, evenin, evng, nights, after work, night, nighttime, after tea": "evening",
    "after dinner": "evening",
}

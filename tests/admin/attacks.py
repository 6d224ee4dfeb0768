"""What hostile people type: sixty pieces of text, by what they try, and numbers that are none or too large."""

SQL = (
    "'", '"', "';", "' OR '1'='1", "' OR 1=1 --", '") OR ("1"="1', "1 OR 1=1", "1; DROP TABLE person; --",
    "' UNION SELECT token_hash FROM session --", "' UNION ALL SELECT NULL,NULL,NULL --", "1/**/UNION/**/SELECT/**/1",
    "'; SELECT pg_sleep(5); --", "' AND SLEEP(5) --", "'; WAITFOR DELAY '0:0:5' --", "' || randomblob(100000000) || '",
    "admin'/*", "%' ESCAPE '\\", "\\' OR 1=1 --", "$$; SELECT 1; $$", "') RETURNING * --", ":name", "%(name)s", "?1",
)  # fmt: skip
TEMPLATES = (
    "{{7*7}}", "{{config}}", "{% include '/etc/passwd' %}", "{0.__class__.__init__.__globals__}", "{organization}",
    "%s%n%x", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{{''.__class__.__mro__[1].__subclasses__()}}", "@{7*7}",
)  # fmt: skip
SCRIPTS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg/onload=alert(1)>', "' onfocus='alert(1)",
    "javascript:alert(1)", "</textarea><script>alert(1)</script>", "</title><script>alert(1)</script>",
)  # fmt: skip
PATHS = (
    "../../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd\x00.png", "file:///etc/passwd",
    "//evil.example.org", "%2e%2e%2f", "C:\\con", "~root/.ssh/id_rsa",
)  # fmt: skip
SIGNS = (
    "\x00", "a\x00b", "\r\nSet-Cookie: stolen=1", "\u202eoverkligt", "\ufeff", "\u200b" * 50, "a\u0301" * 200,
    "\U000e0001", "ÅÄÖ" * 1000, "(" * 5000, "not " * 3000, "9" * 500, "\ud7ff\uffff", "ı̇İſK",
)  # fmt: skip
ALL = (*SQL, *TEMPLATES, *SCRIPTS, *PATHS, *SIGNS)

# Where a number belongs
TOO_LARGE = ("9223372036854775808", "-9223372036854775809")
NUMBERS = (
    "9223372036854775807", "1" + "0" * 40, "9" * 500, "", "-1", "0", "1e9", "0x10", "٣", " 7", "1.5", "NaN", "true",
    "1_000", "1' OR '1'='1", "1;SELECT 1", "\x00",
)  # fmt: skip
# Where the number of a thing stands in a path, as it goes over the wire
IDS = (
    "0", "-1", "9223372036854775808", "1" + "0" * 40, "1%27--", "%00", "..%2f..%2f", "%EF%BC%91", "1%20OR%201", "null",
)  # fmt: skip

"""Strings that break careless programs: our own collection, more than 500, made from lists of parts.

For every text field of the site. Each is one line or a few; none is longer than a field may be long.
"""
# ruff: noqa: E501 -- lists to look through, not sentences

from itertools import product

EMPTY_OR_NOT = [
    " ",
    "\t",
    "\n",
    "\r\n",
    " ",
    "​",
    "﻿",
    "⁠",
    "ㅤ",
    "᠎",
    "- ",
    ".",
    "\0",
    "a\0b",
    "\x01",
    "\x7f",
    "\x1b[31m",
    "\x85",
]
WORDS_OF_PROGRAMS = [
    "undefined",
    "null",
    "NULL",
    "None",
    "nil",
    "true",
    "false",
    "True",
    "False",
    "NaN",
    "Infinity",
    "-Infinity",
    "hasOwnProperty",
    "constructor",
    "__proto__",
    "__class__",
    "__init__",
    "toString",
    "then",
    "default",
    "if",
    "else",
    "return",
    "self",
    "this",
    "super",
    "import",
    "lambda",
    "SELECT",
    "DROP",
    "id",
    "pk",
    "csrfmiddlewaretoken",
    "sessionid",
    "con",
    "prn",
    "aux",
    "nul",
    "COM1",
    "LPT1",
    ".htaccess",
    "etc/passwd",
    "index.php",
]
NUMBERS = [
    "0",
    "-0",
    "00",
    "1",
    "-1",
    "1.00",
    "1,00",
    "1e2",
    "1e999",
    "-1e-999",
    "0x0",
    "0xFFFFFFFF",
    "0b1",
    "2147483648",
    "-2147483649",
    "9223372036854775808",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "1/0",
    "0/0",
    "½",
    "ⅷ",
    "Ⅷ",
    "²",
    "①",
    "۱۲۳",
    "१२३",
    "൧൨൩",
    "１２３",
    "1_000",
    "1.2.3.4",
    "::1",
    "0.0.0.0",
    "999999999999999999999999999999",
    "1'000",
    "−1",
    "٣٫١٤",
    "12:60",
    "25:00",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31",
]
QUOTES = ["'", '"', "''", '""', "'\"'", "`", "´", "“”", "‘’", "«»", "\\", "\\\\", "\\'", '\\"', "%", "%s", "%(name)s", "%d%n", "{}", "{0}", "{name}", "{{ 7|add:7 }}", "{% debug %}", "{# note #}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "$(id)", "`id`", "; ls", "| cat", "&& true", "> /dev/null", "*", "?", "[", "~", "!", "^", "$HOME", "%PATH%", "--", "/*", "*/", "#", ";", "&", "&amp;", "&lt;", "&#39;", "&#x27;", "&nbsp;", "&copy", "<", ">", "<>", "</", "<!--", "-->", "<![CDATA[", "]]>", "<?xml?>"]  # fmt: skip
SQL = ["' OR '1'='1", "' OR 1=1 --", "'; DROP TABLE bookings_appointmentrequest; --", "1; SELECT pg_sleep(1)", "' UNION SELECT null --", "admin'--", "') OR ('1'='1", "\\'; --", "$$;--", "E'\\\\'", "'||(select version())||'", "1' AND '1'='2"]  # fmt: skip
PAYLOADS = [
    "<script>window.naughty=1</script>", "<img src=x onerror=window.naughty=1>", "<svg onload=window.naughty=1>",
    "<body onload=window.naughty=1>", "<iframe src=javascript:window.naughty=1>", "<a href=javascript:window.naughty=1>x</a>",
    "<input autofocus onfocus=window.naughty=1>", "<details open ontoggle=window.naughty=1>", "<style>*{display:none}</style>",
    "<math><mi xlink:href=javascript:window.naughty=1>", "<base href=//evil.example>", "<meta http-equiv=refresh content=0>",
    "<form action=//evil.example><button>", "<object data=javascript:window.naughty=1>", "<marquee onstart=window.naughty=1>",
    "<video><source onerror=window.naughty=1>", "<plaintext>", "<xmp>", "<noscript><p>", "<template>",
]  # fmt: skip
AROUND = ["{}", '">{}', "'>{}", "</textarea>{}", "</title>{}", "</dd>{}", "--><!-- {}", "]]>{}", "\\x3c{}", "%3C{}", "＜{}＞", "&lt;{}"]  # fmt: skip
NAMES = ["Ñandú", "Zoë", "O'Brien", "D’Souza", "Müller-Lüdenscheidt", "Nguyễn", "Þór", "Łukasz", "İstanbul", "ıI", "ß", "ﬀ", "Æsir", "X Æ A-12", "Null", "Test", "Jr.", "von der Ŵ", "Ｆｕｌｌ", "ℌ𝔢𝔩𝔩𝔬", "Ⓐⓑⓒ", "🅰🅱", "ʇxǝʇ", "é", "é", "Å", "Å", "ﷺ", "ﷲ", "ക്ഷ", "ന്‍", "ൻ", "ശ്രീ", "क्षत्रिय", "श्री", "ज़", "مرحبا", "لا", "ﻻ", "עברית", "ไทย", "中文", "日本語", "한국어", "ภาษา", "தமிழ்", "ಕನ್ನಡ", "తెలుగు", "Ελληνικά", "Русский", "հայերեն", "ქართული", "አማርኛ", "ꦗꦮ", "𐍈", "𝒳", "🏳️‍🌈", "👨‍👩‍👧‍👦", "👩🏽‍⚕️", "🇮🇳", "🙂", "☃", "❤️", "1️⃣", "♿", "ﾃﾞ", "ヽ༼ຈل͜ຈ༽ﾉ", "(╯°□°）╯︵ ┻━┻", "¯\\_(ツ)_/¯"]  # fmt: skip
DIRECTIONS = ["‮", "‫", "⁦", "⁧", "⁩", "‏", "‎", "؜", "‍", "‌", "͏", "­", "️", "󠀁"]
STACKED = ["Z̸̡̢̛̗͇͓̘̰̼͚̻̈́̀́͂̃a̴l̷g̶o̵", "a" + "̀" * 50, "ൊ" * 20, "्" * 20, "ّ" * 20]
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(1)", "=cmd|'/c calc'!A0", "\t=1+1", "\r=1+1", '=HYPERLINK("http://evil.example")', "=IMPORTXML(1)", "%0A=1"]  # fmt: skip
HEADERS = ["a\nBcc: evil@evil.example", "a\r\nSubject: x", "a\r\n\r\nbody", "a%0d%0aSet-Cookie: a=b", "a\x0bb", "a\x0cb", "a b", "a b", "BEGIN:VEVENT", "a\nEND:VCALENDAR", "a;b,c:d", "a\\nb", "ATTENDEE:mailto:x"]  # fmt: skip
PLACES = ["../../etc/passwd", "..\\..\\boot.ini", "/dev/zero", "C:\\", "file:///etc/passwd", "http://[::1]/", "//evil.example", "javascript:alert(1)", "data:text/html,<b>x", "http://evil.example@good.example", "http://169.254.169.254/", "\\\\evil\\x", "%2e%2e%2f", "%00", "%ff", "%u0041", "xn--80ak6aa92e.com", "tel:108", "mailto:a@b"]  # fmt: skip
LONG = ["x" * 100, "ab " * 30, "🙂" * 30, "മ" * 100, "<" * 100, "'" * 100, "\\" * 100, "&" * 100]


def everything():
    """Every string once, in a fixed order."""
    found = [*EMPTY_OR_NOT, *WORDS_OF_PROGRAMS, *NUMBERS, *QUOTES, *SQL]
    found += [around.format(payload) for payload, around in product(PAYLOADS, AROUND)]
    found += [*NAMES, *STACKED, *FORMULAS, *HEADERS, *PLACES, *LONG]
    found += [word[:1] + mark + word[1:] for word, mark in product(("Fathima", "അമ്മ", "سلام"), DIRECTIONS)]
    found += [f"{script}{digit}" for script, digit in product(("Asha ", "ആശ ", "आशा ", "آشا "), ("1", "१", "൧", "١"))]
    return list(dict.fromkeys(found))

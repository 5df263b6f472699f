"""The words and signs for scales, currencies, percentages and multiples in the four languages."""

import re
from collections.abc import Mapping
from decimal import Decimal

from app.languages import Language

THOUSAND, MILLION, BILLION, TRILLION = (Decimal(10) ** power for power in (3, 6, 9, 12))

# Scale words, folded, that mean one thing in every language of ours; a final dot is allowed after each.
SCALES: Mapping[str, Decimal] = {
    **dict.fromkeys(("thousand", "duizend", "mille", "millier", "milliers", "tausend", "tsd"), THOUSAND),
    **dict.fromkeys(
        ("million", "millions", "millionen", "miljoen", "miljoenen", "mln", "mio", "mn", "mill"),
        MILLION,
    ),
    **dict.fromkeys(
        (
            *("miljard", "miljarden", "milliard", "milliards", "milliarde", "milliarden"),
            *("mld", "mrd", "mrds", "md", "mds", "mia", "bn", "bln"),
        ),
        BILLION,
    ),
    **dict.fromkeys(("biljoen", "biljoenen", "trillion", "trillions", "tn"), TRILLION),
}

# Scale words and letters that are no number when they stand alone.
NO_NUMBERS = frozenset({*SCALES, "billion", "billions", "billionen", "o", "i", "zero"})

# What a rate is counted per: no number of its own.
BASE_OF_RATE = re.compile(
    r"\b(?:per|par|pour|je|pro)\s+(?:10[., ]?000|100[., ]?000|1[., ]?000|million|miljoen|hundred|duizend|mille|tausend)\s+"
    r"(?:d'\s?)?(?:inhabitants|people|persons|inwoners|habitants|einwohner\w*|personen|mensen)"
)

# Letters that are a scale only beside a currency, or written onto the digits: 150m, 1.4b, 20k.
LETTERS: Mapping[str, Decimal] = {"k": THOUSAND, "m": MILLION, "b": BILLION}

# "Billion" is a thousand millions in English and a million millions in French and German.
LONG_BILLION: frozenset[Language] = frozenset({"fr", "de", "nl"})
BILLION_WORDS = frozenset({"billion", "billions", "billionen"})

CURRENCY_SIGNS: Mapping[str, str] = {
    **dict.fromkeys(("€", "eur", "euro", "euros"), "EUR"),
    **dict.fromkeys(("us$", "$", "usd", "dollar", "dollars"), "USD"),
    **dict.fromkeys(("£", "gbp", "pound", "pounds", "pond", "livre", "livres", "pfund"), "GBP"),
}

_scales = "|".join(sorted((*SCALES, *BILLION_WORDS), key=len, reverse=True))
CURRENCY_BEFORE = re.compile(r"(us\$|€|\$|£|\b(?:eur|usd|gbp|euro))\s*$")
SCALE_AFTER = re.compile(rf"[\s\-]*(?P<scale>{_scales})(?![a-z])\.?")
LETTER_AFTER = re.compile(r"\s?(?P<letter>[kmb])(?=(?:\s?(?:€|\$|£|eur|usd|gbp))|(?![a-z0-9]))")
CURRENCY_AFTER = re.compile(
    r"\s*-?(?:d'|de\s+|in\s+|us[\s-]+|amerikaanse\s+|us-)?\s*"
    r"(?P<currency>us\$|€|\$|£|(?:euros?|eur|dollars?|usd|gbp|pounds?|pond|livres?|pfund)(?![a-z]))"
)
PERCENT_AFTER = re.compile(
    r"\s*-?(?:%|pct\b|percent|per\s?cent|procent|pour\s?-?cents?|pourcents?|prozent|p\.\s?c\.|pc\b|v\.\s?h\."
    r"|points?\s+de\s+pourcentage|%-?punten)"
)
MEGAWATT_AFTER = re.compile(r"\s*-?(?:mw|megawatts?)\b")
RATIO_AFTER = re.compile(r"\s*-?(?:x\b|\u00d7|times\b|fold\b|keer\b|maal\b|fois\b|mal\b|fach\w*)")
ORDINAL_AFTER = re.compile(r"\s?(?:st|nd|rd|th|e|de|ste|er|eme|ieme|\.)(?=\s+[a-z])")
RANK_BEFORE = re.compile(
    r"(?:#|\b(?:no|nr|n°|nummer|number|numero|rang|rank|ranks|ranked|place|plaats|platz|position|positie)\.?:?)\s*$"
)

# Words that make a multiple without a digit; the stem is looked for at the start of a word.
MULTIPLES: tuple[tuple[re.Pattern[str], Decimal], ...] = (
    (
        re.compile(
            r"\b(?:double[sd]?\b|doubling|doubl(?:e|es|er|ent|ant|a|ait)\b|twofold|twice"
            r"|verdubbel\w*|dubbele?\b|verdoppel\w*|zweimal|tweemaal|gedoppelt|doppelt\w*|doppelte\w*)"
        ),
        Decimal(2),
    ),
    (
        re.compile(
            r"\b(?:triple[sd]?|tripling|tripl(?:er|ent|a|ait)|threefold|verdrievoudig\w*|drievoud\w*|verdreifach\w*|dreimal|driemaal|dreifach\w*)"
        ),
        Decimal(3),
    ),
    (
        re.compile(
            r"\b(?:quadruple[sd]?|quadrupl\w*|fourfold|verviervoudig\w*|viervoud\w*|vervierfach\w*|viermal|viermaal)"
        ),
        Decimal(4),
    ),
)

# Places in a ranking that are one word in German, and the Dutch way of counting from the top.
RANKS: tuple[tuple[re.Pattern[str], Decimal], ...] = tuple(
    (
        re.compile(
            rf"\b(?:{german}(?:gros+t|best|wichtigst|hochst|meist|starkst)\w*|op {dutch} na (?:de |het )?[a-z]+ste)"
        ),
        Decimal(place),
    )
    for place, german, dutch in (
        (2, "zweit", "een"),
        (3, "dritt", "twee"),
        (4, "viert", "drie"),
        (5, "funft", "vier"),
        (6, "sechst", "vijf"),
        (7, "siebt", "zes"),
        (8, "acht", "zeven"),
        (9, "neunt", "acht"),
        (10, "zehnt", "negen"),
    )
)

# Shares in words; "half" of a period was taken out before.
SHARES: tuple[tuple[re.Pattern[str], Decimal], ...] = (
    (re.compile(r"\b(?:two[\s-]thirds|twee ?derde\w?|deux tiers|zwei drittel)\b"), Decimal("66.7")),
    (re.compile(r"\b(?:three[\s-]quarters|drie ?kwart\w*|trois quarts|drei ?viertel)\b"), Decimal(75)),
    (re.compile(r"\b(?:a third|one[\s-]third|een derde|un tiers|ein drittel)\b"), Decimal("33.3")),
    (re.compile(r"\b(?:a quarter|one[\s-]quarter|een kwart|un quart|ein viertel)\b"), Decimal(25)),
    (re.compile(r"\b(?:half|helft|(?:la )?moitie|halfte)\b"), Decimal(50)),
)

ABOUT = re.compile(
    r"\b(?:about|around|roughly|approximately|some|circa|ca\.?|ongeveer|zowat|zo'n|rond(?:\s+de)?|environ|quelque|autour\s+de"
    r"|aux\s+alentours\s+de|etwa|rund|ungefahr|gut)\s+(?:the\s+|de\s+|des\s+|les\s+|la\s+|die\s+)?$"
)
MORE_THAN = re.compile(
    r"\b(?:more\s+than|over|above|at\s+least|exceed(?:ed|ing|s)|meer\s+dan|ruim|minstens|minimaal|boven(?:\s+de)?|plus\s+de|au\s+moins"
    r"|depasse|mehr\s+als|uber|mindestens)\s+(?:the\s+|de\s+|des\s+|les\s+|la\s+|die\s+|d')?$"
)
LESS_THAN = re.compile(
    r"\b(?:less\s+than|fewer\s+than|under|below|at\s+most|nearly|almost|just\s+under|close\s+to|minder\s+dan|hoogstens|bijna|haast|net\s+geen"
    r"|vrijwel|moins\s+de|au\s+plus|presque|pres\s+de|pres\s+du|quasi(?:ment)?|weniger\s+als|hochstens|fast|knapp|beinahe|nahezu)"
    r"\s+(?:the\s+|het\s+|de\s+|des\s+|le\s+|les\s+|la\s+|die\s+|das\s+|d'|a\s+|een\s+)?$"
)
LOSS = re.compile(
    r"\b(?:lost|lose|loss(?:es)?|losing|shed|cut|fell|fall(?:en|ing)?|drop(?:ped|s)?|declin\w*|decreas\w*|shr[aiu]nk\w*|minus|negative|down"
    r"|verlor\w*|verloor|verlies\w*|verliez\w*|daal\w*|daling\w*|gedaald|minder|afgenomen|afname|kromp\w*|krimp\w*|geschrapt|schrap\w*|negatie\w*"
    r"|perd\w*|perte\w*|baiss\w*|recul\w*|diminu\w*|chut\w*|repli\w*|supprim\w*|negati\w*|moins"
    r"|verlust\w*|verlier\w*|ruckgang\w*|sank\w*|gesunken|sinken|gefallen|fiel\w*|schrumpf\w*|abgebaut|baute[nt]?|abbau\w*|weniger|weggefallen|gestrichen|minus)\b"
)
RANK_WORDS = re.compile(
    r"\b(?:market\w*|rank\w*|place\w*|position\w*|europe\w*|world\w*|largest|biggest|best|plaats\w*|positie\w*|markt\w*|grootste|beste|wereld\w*"
    r"|marche\w*|rang\w*|plus\s+(?:grand|gros)\w*|mondial\w*|monde|platz\w*|gros+t\w*|welt\w*|europ\w*)"
)

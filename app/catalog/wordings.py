"""How people speak of the published indicators, beside their names: phrases that name one, in four languages.

A phrase is groups of word beginnings parted by ` & `; a sentence holds it when a word of it begins with an
alternative of every group (`$` ends a whole word). A group after `!` must not occur. The names of the
indicators are phrases of their own, so that an indicator needs an entry here only when people also
call it otherwise.
"""

from collections.abc import Mapping

RAISED = (
    "rais|fundrais|funding|funded|capital|kapitaal|kapital|haal|ophaal|opgehaal|ophal|financ|finanz|leve$|levee|leves$|lever$|levent$|leva"
    "|recolt|einge|gesammel|sammel|aufgenommen|aufnahm|nahm$|nahmen$|warb|beschaff|money|argent|geld|gelder|montants|kapitaalronde|techkapitaal|techfinanc|techkapital|investi|injecte|gestoken|geflossen|floss|flossen"
)
INVESTED = "invest|geinvest|attract|attir|trok$|trokken|aangetrokken|aantrok|angezog|zog$|zogen|injec|gestoken|staken|put$|steckt|techinvest"
RD = "randd|rd$|reeserch|research|onderzoek|recherche|forschung|oando|oo$|fue|retd|randdevelopment|rdintensity"
TECH = "tech|startup|scaleup|jeunes|pousses|digital|innovat|groeibedrij|softwareb"
YOUNG = "startup|scaleup|growth|groeibedrij|groeier|jeunes|pousses|croissance|wachstum"
BIOTECH = "biotech|biotec|biopharm|life|lifesciences"
SHARE = "share|part$|aandeel|anteil|proportion|took|takes|absorb|captur|capt|accounted|percent|procent|prozent|pakte|pakt|ging$|gingen|went|goes|flossen|floss|entfiel|concentr|represent|recu|recueil|allait|sont|nahm|dedi"
AI = "ai$|ia$|ki$|artifici|kunstmatig|kunstlich|aibedrij|kifirm|kiunternehm|aicompan"
ICT = "ict|tic$|ikt|it$|informati|digital|numeri|tech"
GROWTH = "grow|grew|growth|groei|croissance|cru$|progress|wachs|wuchs|gewachsen|increase|rise|rose|hausse|augment|stieg|gestieg|anstieg|zuwachs|toename|steeg|stijg|gestegen|expan|up$|bondi|plus$|klom|kletter|zugelegt|zulegt|jump|sprong|climb|crois|legte|hoger|higher|hoher|superieur|eleve|more$|meer$|mehr$"
FELL = "fell|fall|drop|declin|decreas|shrank|shrink|daal|dali|daling|gedaald|kromp|baiss|recul|diminu|chut|sank|ruckgang|gesunken|schrumpf|down$"
JOBS = "job|jobs|employ|emploi|banen|baan|arbeitspl|stellen|stelle$|arbeitsplat|werkgelegenheid|werknemer|beschaftig|poste|arbeidspl|people|personnes|mensen|personen"
NET = "net$|nette|netto|nets$|nettes|lost|lose|loss|losing|verlor|verlies|verliez|perd|perte|verlust|verlier|abgebaut|abbau|supprim|geschrapt|creat|cree|crea|gecreeerd|geschaff|entstand|bijgekomen|bij$|shed|disappear|verdwen|weggefallen|minder$|moins$|weniger$"
COMPANIES = "compan|firm|business|enterpris|bedrij|ondernem|entrepris|societe|unternehm|betrieb"
PE = "privateequity|privateequit|capitalinvest|beteiligungskapital|privatkapital|pe$"
ROUNDS = "round|rounds|deal|deals|ronde|rondes|kapitaalronde|financieringsronde|levees|levee|tours|tour$|operation|transact|runde|runden|finanzierungsrund|investeringsronde|investissements"
SECTOR = "sector|secteur|sektor|branche|industr|turnover|omzet|affaires|umsatz"
RANK = "rank|place|position|rang|platz|plaats|positie|market|markt|marche|largest|biggest|grootste|plus$|grosst|groste|viertgros|best|leader"
EUROPE = "europ"
MA = "ma$|manda|merger|acquisition|takeover|fusie|overname|fusions|fusion|rachat|rachats|ubernahm|fusionen|bedrijfsovername|fusiesenovernames|fusionsacquisitions"
VALUE = "value|volume|waarde|valeur|wert|worth|total|totaal|amount|montant|bedrag|volumen|gesamtwert|ter$|pour$|goed$|billion|miljard|milliard|mrd|mld|bn$|eur|euro"
UNICORN = "unicorn|eenhoorn|licorne|einhor|einhorn"
EXITS = "exit|exits|beurs|sortie|sorties|ausstieg|verkoop|verkocht"
DOUBLE = "doubl|twice|dubbel|verdubbel|verdoppel|doppel|tripl|verdrievoudig|verdreifach|times$|keer$|maal$|fois$|mal$|multiple|fold|zweimal|half$"
USING = "use|uses|used|using|adopt|gebruik|inzet|toepass|toegepast|utilis|emploie|recour|nutz|einsetz|setzen|verwend|zetten|benut|adoption"
SPECIALISTS = "specialist|specialiste|fachkraf|expert|professional"
BACKED = "back|support|soutenu|steun|gesteund|unterstutz|financ|finanz|invest|geinvest|beneficia|received|kreeg|kregen|recu|portfolio|gestutzt"
NO_FUND = "!privateequit|capitalrisque|risikokapital|durfkapitaal|venture|merger|acquisition|fusie|overname|fusions|ubernahm|average|gemiddeld|moyen|durchschnitt|median|largest|grootste|grosste|biggest|angel"
NO_MA = "!merger|acquisition|fusie|overname|fusions|ubernahm"

PHRASES: Mapping[str, tuple[str, ...]] = {
    "tech_funding_total": (
        f"{RAISED} & {TECH} & {NO_FUND} & !{BIOTECH}",
        f"{RAISED} & {NO_FUND} & !{BIOTECH}",
        f"{ROUNDS} & {TECH} & {VALUE} & {NO_FUND} & !{BIOTECH}",
        f"venture|durfkapitaal|risikokapital|wagniskapital|capitalrisque & {TECH} & !{BIOTECH} & !angel",
        f"{INVESTED} & {TECH} & {NO_FUND} & !{BIOTECH} & !{RD}",
    ),
    "startup_funding_incl_biotech": (
        f"{RAISED} & {YOUNG} & {NO_FUND}",
        f"{RAISED} & {BIOTECH} & incl|compris|inbegrepen|einschlies|including|samen|together|ensemble|zusammen & {NO_FUND}",
        f"{RAISED} & {BIOTECH} & tech$|technolog|technologie & {NO_FUND}",
    ),
    "biotech_funding_total": (f"{RAISED} & {BIOTECH} & !startup|tech$|technolog|incl|groeibedrij",),
    "tech_funding_deals": (
        f"{ROUNDS} & {TECH} & !{MA} & !privateequit & !average|gemiddeld|moyen|durchschnitt",
        f"funding|financing|kapitaalronde|financieringsronde|finanzierungsrund & {ROUNDS} & !{MA} & !privateequit",
        "levees & fonds & !montant",
    ),
    "tech_funding_growth_ratio": (
        f"{DOUBLE} & {RAISED}",
        f"{DOUBLE} & {TECH}",
        f"{DOUBLE} & amount|montant|bedrag|betrag|summe|somme|total|previous|vorig|precedent|vorjahr|money",
    ),
    "tech_funding_growth": (f"{GROWTH}|{FELL} & {RAISED} & {TECH} & {NO_FUND} & !{AI}",),
    "ai_funding_share": (
        f"{AI} & {SHARE} & {RAISED}",
        f"{AI} & {RAISED} & {TECH}",
        f"{AI} & {RAISED} & {SHARE} & {TECH}",
    ),
    "unicorn_count": (f"{UNICORN} & !new$|nieuw|nouve|neue",),
    "new_unicorns": (f"{UNICORN} & new$|nieuw|nouve|neue|became|werden|devenu|wurden",),
    "exit_count": (f"{EXITS} & !privateequit & !value|waarde|valeur|wert",),
    "ict_growth_rate": (
        f"{GROWTH}|{FELL} & ict|tic$|ikt & !{JOBS} & !added|toegevoegd|ajoute|wertschopf",
        f"{GROWTH}|{FELL} & ict|tic$|ikt|it$|informati & {SECTOR} & !added|toegevoegd|ajoute|wertschopf",
    ),
    "ict_net_jobs": (
        f"{NET} & {JOBS} & {ICT}",
        f"{NET} & {JOBS} & ict|tic$|ikt|it$",
        f"net$|nette|netto|nets$ & {JOBS} & {ICT} & sector|secteur|sektor|branche",
        f"net$|nette|netto|nets$ & {JOBS}",
    ),
    "ict_employment": (
        f"{JOBS} & ict|tic$|ikt & !{SPECIALISTS} & !vacatur|vacanc|vacant|offene",
        f"{JOBS} & ict|tic$|ikt & sector|secteur|sektor|branche & works|work|werk|travaill|arbeit|employ|emploi|compt|tel & !net$|nette|netto|nets$",
    ),
    "pe_investment": (
        f"{PE} & invest|geinvest|capital|kapitaal|kapital|{VALUE} & !fundrais|growth$|groei|croissance",
        "private & equity & invest|geinvest|injecte|gestoken|total|volume|capital",
        f"private & equity & {INVESTED}",
        "private & equity & !rais|opgehaal|haal|leve|einge|aufnahm|mittelaufnahme|buyout|exit",
        "privat & capital & invest",
        "capital & investissement & invest|euro|eur|total",
    ),
    "pe_companies": (
        f"private & equity & {COMPANIES}|startup",
        f"private & equity & {COMPANIES} & {BACKED}",
        f"privateequity & {COMPANIES}",
        f"capital & investissement & {COMPANIES}",
    ),
    "pe_investment_growth": (
        f"private & equity & {GROWTH}|{FELL}",
        f"private & equity & {GROWTH}|{FELL} & invest|geinvest",
        f"privateequity & {GROWTH}|{FELL}",
        f"capital & investissement & {GROWTH}|{FELL}",
        "private & equity & since|compared|tegenover|vergeleken|rapport|vergleich|gegenuber|sinds|depuis|seit",
    ),
    "pe_rank_europe": (
        f"private & equity & {RANK} & {EUROPE}",
        f"privateequity & {RANK}|{EUROPE}",
        f"private & equity & {RANK}|{EUROPE}",
        f"capital & investissement & {RANK} & {EUROPE}",
    ),
    "pe_fundraising": (
        "private & equity & fund$|funds|fonds|fondsen & rais|opgehaal|leve|lever|einge|haal",
        "privateequity & fonds|fondsen & rais|opgehaal|leve|einge|haal",
    ),
    "vc_investment": (
        "venture & capital & invest",
        "durfkapitaal & invest|geinvest",
        "capital & risque & invest",
        "risikokapital & invest",
        "venture|durfkapitaal|risikokapital & !fund$|funds|fonds|fondsen|angel",
        "capital & risque & !fonds",
        "wagniskapital & !fonds",
    ),
    "vc_deals": (f"venture|durfkapitaal|risikokapital|wagniskapital|risque & {ROUNDS}",),
    "ma_volume": (
        f"{MA} & {VALUE} & !{FELL}",
        f"{MA} & {VALUE}",
        "mergers & acquisitions",
        "fusies & overnames",
        "fusions & acquisitions",
        "fusionen & ubernahmen",
    ),
    "ma_deals": (f"{MA} & deal|deals|transact|operation|number|aantal|nombre|zahl|anzahl|{ROUNDS}", f"{MA}"),
    "ma_volume_growth": (f"{MA} & {GROWTH}|{FELL} & {VALUE}", f"{MA} & {GROWTH}|{FELL}"),
    "startup_count": (
        "startup & !founded|opgericht|creees|gegrundet|jobs|banen|emplois|ai$|ia$|ki$|spinoff",
        "startup & count|tel|telt|compte|zahl|zahlt|active|actie|active|aktive|has$|heeft",
    ),
    "scaleup_count": ("scaleup & !startup",),
    "startup_jobs": (f"startup & {JOBS}",),
    "ai_adoption_enterprises": (
        f"{AI} & {COMPANIES} & {USING}",
        f"{AI} & {USING}",
        f"{AI} & {COMPANIES} & !{RAISED}",
    ),
    "rd_intensity": (
        f"{RD} & gdp|bbp|bip|pib|intensi|gross|bruto|brut|product|produkt",
        "rd & gdp|bbp|bip|pib|intensi",
        "research & development & gdp|share|percent",
        "onderzoek & ontwikkeling & bbp|procent",
        "recherche & developpement & pib",
        "forschung & entwicklung & bip",
    ),
    "ict_specialists_share": (
        f"ict|tic$|ikt|it$ & {SPECIALISTS} & share|aandeel|part$|anteil|employ|emploi|werkend|werkgelegenheid|beschaftig|beroepsbevolk|workforce|erwerbstatig",
        f"ict|tic$|ikt|it$ & {SPECIALISTS}",
    ),
    "ict_specialists": (f"ict|tic$|ikt|it$ & {SPECIALISTS}",),
    "job_vacancy_rate": (
        "vacanc|vacature|vacant|vacance & rate|graad|taux|quote",
        "vacaturegraad",
    ),
    "ict_turnover": ("ict|tic$|ikt & turnover|omzet|affaires|umsatz|revenue",),
    "largest_round": ("largest|biggest|grootste|grosse|grosste|groste & round|ronde|levee|runde|kapitaalronde",),
    "tech_funding_avg_deal": (
        "average|gemiddeld|moyen|moyenne|durchschnitt & round|ronde|levee|runde|deal|kapitaalronde",
    ),
    "tech_funding_median_deal": ("median|mediaan|mediane|medianwert & round|ronde|levee|runde|deal|kapitaalronde",),
    "tech_funding_region_share": (
        f"{SHARE} & {RAISED} & flemish|flander|vlaams|vlaander|flamand|flandre|flandern|flamisch|wallo|waal|brussel|bruxel|brussels & !{AI}",
    ),
    "tech_funding_rank_europe": (f"{RANK} & {EUROPE} & {RAISED}|tech", f"{RANK} & {EUROPE} & tech & {RAISED}"),
    "mega_rounds_count": ("megaround|megaronde|megalevee|megarund",),
}

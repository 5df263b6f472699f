"""Say why two numbers differ, in four languages, with the numbers by which it can be recomputed by hand."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from app.languages import Language, Text
from app.prose import say, say_number, say_percent
from app.queries.codelists import PLACE, CodeLists
from app.queries.periods import say_period
from app.queries.published.figures import Figure
from app.queries.reconciliation.rules import Cell, Finding

BECAUSE: Mapping[str, Text] = {
    "equal": Text(
        "Our {ours} equals the published {theirs}.",
        "Onze {ours} is gelijk aan de gepubliceerde {theirs}.",
        "Nos {ours} égalent les {theirs} publiés.",
        "Unsere {ours} sind gleich den veröffentlichten {theirs}.",
    ),
    "rounding": Text(
        "Our {ours} and the published {theirs} differ by {difference}, no more than its rounding hides ({half_step}).",
        "Onze {ours} en de gepubliceerde {theirs} verschillen {difference}, niet meer dan de afronding verbergt ({half_step}).",
        "Nos {ours} et les {theirs} publiés diffèrent de {difference}, pas plus que ce que l'arrondi peut cacher ({half_step}).",
        "Unsere {ours} und die veröffentlichten {theirs} weichen um {difference} ab, nicht mehr, als die Rundung verbirgt ({half_step}).",
    ),
    "bound": Text(
        "The publisher gives a bound ({qualifier} {theirs}); our {ours} keeps within it.",
        "De uitgever geeft een grens ({qualifier} {theirs}); onze {ours} blijft daarbinnen.",
        "L'éditeur donne une limite ({qualifier} {theirs}) ; nos {ours} la respectent.",
        "Der Herausgeber nennt eine Grenze ({qualifier} {theirs}); unsere {ours} halten sie ein.",
    ),
    "missing_rounds": Text(
        "Rounds in our records: {deals_own}, against {deals} counted by {deals_by} ({deals_place}, {deals_period}). The lacking {difference} "
        "lies in rounds that we do not have: our {ours} is {share} of the published {theirs}.",
        "Rondes in onze gegevens: {deals_own}, tegenover {deals} geteld door {deals_by} ({deals_place}, {deals_period}). De ontbrekende "
        "{difference} zit in rondes die wij niet hebben: onze {ours} is {share} van de gepubliceerde {theirs}.",
        "Levées dans nos données : {deals_own}, contre {deals} selon {deals_by} ({deals_place}, {deals_period}). Les {difference} manquants "
        "tiennent à des levées que nous n'avons pas : nos {ours} font {share} des {theirs} publiés.",
        "Runden in unseren Daten: {deals_own}, gegenüber {deals} laut {deals_by} ({deals_place}, {deals_period}). Die fehlenden {difference} "
        "liegen in Runden, die wir nicht haben: unsere {ours} sind {share} der veröffentlichten {theirs}.",
    ),
    "undisclosed": Text(
        "Rounds in our records: {count}, of which {undisclosed} without a disclosed amount. At the average of the others those would hold "
        "{estimate}, which covers the lacking {difference}; our {ours} is {share} of the published {theirs}.",
        "Rondes in onze gegevens: {count}, waarvan {undisclosed} zonder bekend bedrag. Met het gemiddelde van de andere zouden die "
        "{estimate} bevatten, wat de ontbrekende {difference} dekt; onze {ours} is {share} van de gepubliceerde {theirs}.",
        "Levées dans nos données : {count}, dont {undisclosed} sans montant connu. À la moyenne des autres, celles-ci pèseraient "
        "{estimate}, ce qui couvre les {difference} manquants ; nos {ours} font {share} des {theirs} publiés.",
        "Runden in unseren Daten: {count}, davon {undisclosed} ohne bekannten Betrag. Zum Durchschnitt der übrigen wären das {estimate}, "
        "was die fehlenden {difference} deckt; unsere {ours} sind {share} der veröffentlichten {theirs}.",
    ),
    "sample": Text(
        "Our records are a sample: they hold {ours} of the published {theirs}, {share}.",
        "Onze gegevens zijn een steekproef: ze bevatten {ours} van de gepubliceerde {theirs}, {share}.",
        "Nos données sont un échantillon : elles contiennent {ours} des {theirs} publiés, soit {share}.",
        "Unsere Daten sind eine Stichprobe: sie enthalten {ours} von veröffentlichten {theirs}, {share}.",
    ),
    "debatable_rounds": Text(
        "Our {ours} is {difference} above the published {theirs}, but {debatable} of it lies in rounds that publishers may leave out "
        "(mixed with debt or aid, convertible, or doubtful); without them ours is {without}.",
        "Onze {ours} ligt {difference} boven de gepubliceerde {theirs}, maar {debatable} ervan zit in rondes die uitgevers kunnen weglaten "
        "(gemengd met schuld of steun, converteerbaar, of twijfelachtig); zonder die rondes is het {without}.",
        "Nos {ours} dépassent de {difference} les {theirs} publiés, mais {debatable} tiennent à des levées que les éditeurs peuvent omettre "
        "(mêlées de dette ou d'aide, convertibles ou douteuses) ; sans elles, cela fait {without}.",
        "Unsere {ours} liegen {difference} über den veröffentlichten {theirs}, doch {debatable} davon entfallen auf Runden, die Herausgeber "
        "weglassen können (gemischt mit Schulden oder Beihilfen, wandelbar oder zweifelhaft); ohne sie sind es {without}.",
    ),
    "publishers_differ": Text(
        "Our {ours} is {difference} above this {theirs}, but below what {rival} publishes for the same year ({rival_value}): the publishers "
        "count differently.",
        "Onze {ours} ligt {difference} boven deze {theirs}, maar onder wat {rival} voor hetzelfde jaar publiceert ({rival_value}): de "
        "uitgevers tellen anders.",
        "Nos {ours} dépassent de {difference} ces {theirs}, mais restent sous ce que {rival} publie pour la même année ({rival_value}) : les "
        "éditeurs comptent différemment.",
        "Unsere {ours} liegen {difference} über diesen {theirs}, aber unter dem, was {rival} für dasselbe Jahr veröffentlicht "
        "({rival_value}): die Herausgeber zählen verschieden.",
    ),
    "records_exceed": Text(
        "Our {ours} is {difference} above the published {theirs}, and nothing here explains it.",
        "Onze {ours} ligt {difference} boven de gepubliceerde {theirs}, en niets hier verklaart dat.",
        "Nos {ours} dépassent de {difference} les {theirs} publiés, et rien ici ne l'explique.",
        "Unsere {ours} liegen {difference} über den veröffentlichten {theirs}, und nichts hier erklärt das.",
    ),
    "records_fall_short": Text(
        "Our {ours} is {difference} below the published {theirs}, {share} of it. Nobody published how many rounds were counted, and our "
        "rounds without an amount ({undisclosed} of {count}) are too few to explain the gap.",
        "Onze {ours} ligt {difference} onder de gepubliceerde {theirs}, {share} ervan. Niemand publiceerde hoeveel rondes zijn geteld, en "
        "onze rondes zonder bedrag ({undisclosed} van {count}) zijn te weinig om het verschil te verklaren.",
        "Nos {ours} sont inférieurs de {difference} aux {theirs} publiés, dont ils font {share}. Personne n'a publié le nombre de levées "
        "comptées, et nos levées sans montant ({undisclosed} sur {count}) sont trop peu nombreuses pour expliquer l'écart.",
        "Unsere {ours} liegen {difference} unter den veröffentlichten {theirs}, das sind {share}. Niemand hat veröffentlicht, wie viele "
        "Runden gezählt wurden, und unsere Runden ohne Betrag ({undisclosed} von {count}) sind zu wenige, um die Lücke zu erklären.",
    ),
    "other_scope": Text(
        "Not comparable: this is {their_indicator}, another scope; ours is {scope}.",
        "Niet vergelijkbaar: dit is {their_indicator}, een andere afbakening; de onze is: {scope}.",
        "Non comparable : il s'agit de {their_indicator}, un autre périmètre ; le nôtre : {scope}.",
        "Nicht vergleichbar: dies ist {their_indicator}, eine andere Abgrenzung; unsere ist: {scope}.",
    ),
    "partial_period": Text(
        "Not comparable: the figure covers {their_period}, not {period}.",
        "Niet vergelijkbaar: het cijfer slaat op {their_period}, niet op {period}.",
        "Non comparable : le chiffre porte sur {their_period}, non sur {period}.",
        "Nicht vergleichbar: die Zahl betrifft {their_period}, nicht {period}.",
    ),
    "provisional": Text(
        "Not comparable: a first count, made before the period had ended or before later corrections.",
        "Niet vergelijkbaar: een eerste telling, van voor het einde van de periode of voor latere correcties.",
        "Non comparable : un premier décompte, fait avant la fin de la période ou avant des corrections.",
        "Nicht vergleichbar: eine erste Zählung, vor dem Ende des Zeitraums oder vor späteren Korrekturen.",
    ),
    "forecast": Text(
        "Not comparable: a forecast.",
        "Niet vergelijkbaar: een prognose.",
        "Non comparable : une prévision.",
        "Nicht vergleichbar: eine Prognose.",
    ),
    "marked_disputed": Text(
        "Not comparable: the figure is contradicted by its own source or by others.",
        "Niet vergelijkbaar: het cijfer wordt door de eigen bron of door andere tegengesproken.",
        "Non comparable : le chiffre est contredit par sa propre source ou par d'autres.",
        "Nicht vergleichbar: die Zahl wird von der eigenen Quelle oder von anderen widersprochen.",
    ),
    "other_unit": Text(
        "Not comparable: the figure is in another unit ({theirs}).",
        "Niet vergelijkbaar: het cijfer staat in een andere eenheid ({theirs}).",
        "Non comparable : le chiffre est dans une autre unité ({theirs}).",
        "Nicht vergleichbar: die Zahl steht in einer anderen Einheit ({theirs}).",
    ),
    "running_year": Text(
        "Not comparable: {period} had not ended when these data were stored.",
        "Niet vergelijkbaar: {period} was nog niet voorbij toen deze gegevens werden opgeslagen.",
        "Non comparable : {period} n'était pas terminée lorsque ces données ont été enregistrées.",
        "Nicht vergleichbar: {period} war noch nicht zu Ende, als diese Daten gespeichert wurden.",
    ),
    "no_records": Text(
        "Not comparable: our records hold nothing for this place and year.",
        "Niet vergelijkbaar: onze gegevens bevatten niets voor deze plaats en dit jaar.",
        "Non comparable : nos données ne contiennent rien pour ce lieu et cette année.",
        "Nicht vergleichbar: unsere Daten enthalten für diesen Ort und dieses Jahr nichts.",
    ),
}
COVERAGE = Text(
    "Rounds in our records: {count}, of which {disclosed} with an amount; together {ours}.",
    "Rondes in onze gegevens: {count}, waarvan {disclosed} met een bedrag; samen {ours}.",
    "Levées dans nos données : {count}, dont {disclosed} avec un montant ; au total {ours}.",
    "Runden in unseren Daten: {count}, davon {disclosed} mit einem Betrag; zusammen {ours}.",
)
COUNTED = Text(
    "Our records count {ours}.",
    "Onze gegevens tellen {ours}.",
    "Nos données comptent {ours}.",
    "Unsere Daten zählen {ours}.",
)
SHARE = Text(
    " Against {publisher} ({theirs}): {share}.",
    " Tegenover {publisher} ({theirs}): {share}.",
    " Face à {publisher} ({theirs}) : {share}.",
    " Gegenüber {publisher} ({theirs}): {share}.",
)
SAMPLE_NOTE = Text(
    "Our records are a sample and no census: each entry says how many rounds it rests on and what share of each published total they make.",
    "Onze gegevens zijn een steekproef en geen telling: elke regel zegt op hoeveel rondes hij steunt en welk deel van elk gepubliceerd "
    "totaal ze vormen.",
    "Nos données sont un échantillon et non un recensement : chaque entrée dit sur combien de levées elle repose et quelle part de chaque "
    "total publié elles représentent.",
    "Unsere Daten sind eine Stichprobe und keine Vollerhebung: jeder Eintrag sagt, auf wie vielen Runden er beruht und welchen Anteil jeder "
    "veröffentlichten Summe sie ausmachen.",
)
RULE_NOTE = Text(
    "difference = ours - published; ratio = ours ÷ published. Rounding may hide half of the last printed place of the published value.",
    "difference = onze - gepubliceerd; ratio = onze ÷ gepubliceerd. Afronding kan de helft van de laatste gedrukte plaats verbergen.",
    "difference = nous - publié ; ratio = nous ÷ publié. L'arrondi peut cacher la moitié du dernier rang imprimé de la valeur publiée.",
    "difference = unsere - veröffentlicht; ratio = unsere ÷ veröffentlicht. Rundung kann die Hälfte der letzten gedruckten Stelle verbergen.",
)


class Teller:
    """Tells the findings of a reconciliation in one language."""

    def __init__(self, lists: CodeLists, language: Language) -> None:
        self.lists = lists
        self.language = language

    def notes(self) -> tuple[str, ...]:
        """Return what holds for the whole answer."""
        return SAMPLE_NOTE.in_(self.language), RULE_NOTE.in_(self.language)

    def indicator(self, code: str) -> str:
        """Return the name of an indicator."""
        return self.lists.by_code["indicator"][code].label.in_(self.language)

    def place(self, code: str) -> str:
        """Return the name of a place."""
        return self.lists.by_code[PLACE][code].label.in_(self.language)

    def scope(self, cell: Cell) -> str:
        """Return what our number is made of."""
        return cell.comparison.scope.in_(self.language)

    def value(self, value: Decimal, unit: str) -> str:
        """Return a value with its unit."""
        return say(value, unit, self.language)

    def because(self, cell: Cell, finding: Finding) -> str:
        """Return the reason of a verdict as a sentence."""
        figure = finding.figure
        difference = abs(finding.difference or Decimal(0))
        rivals = [other for other in cell.rivals(figure) if other.value + other.half_step >= cell.value]
        rival = max(rivals, key=lambda other: other.value, default=figure)
        qualifier = self.lists.by_code["qualifier"][figure.qualifier].label.in_(self.language)
        return (
            BECAUSE[finding.rule]
            .in_(self.language)
            .format(
                ours=self.value(cell.value, cell.unit),
                theirs=self.value(figure.value, figure.unit),
                difference=self.value(difference, cell.unit),
                half_step=self.value(figure.half_step, figure.unit),
                qualifier=qualifier.lower() if self.language != "de" else qualifier,
                count=cell.own.count,
                undisclosed=cell.own.count - cell.own.disclosed,
                estimate=self.value(cell.estimate, cell.unit),
                share="" if finding.ratio is None else say_percent(finding.ratio, self.language),
                debatable=self.value(cell.debatable, cell.unit),
                without=self.value(cell.value - cell.debatable, cell.unit),
                rival=rival.publisher,
                rival_value=self.value(rival.value, rival.unit),
                their_indicator=self.indicator(figure.indicator),
                scope=self.scope(cell),
                their_period=say_period(figure.period.code, self.language),
                period=say_period(cell.period.code, self.language),
                **self.deals(cell),
            )
        )

    def deals(self, cell: Cell) -> dict[str, str]:
        """Return what is published about the number of deals."""
        if cell.deals is None:
            return dict.fromkeys(("deals", "deals_own", "deals_by", "deals_place", "deals_period"), "")
        return {
            "deals": say_number(cell.deals.value, self.language),
            "deals_own": say_number(cell.deals_own, self.language),
            "deals_by": cell.deals.publisher,
            "deals_place": self.place(cell.deals.region),
            "deals_period": say_period(cell.deals.period.code, self.language),
        }

    def coverage(self, cell: Cell, compared: Sequence[Figure]) -> str:
        """Return in one or a few sentences how much of each published figure our records hold."""
        template = COVERAGE if cell.comparison.measure == "sum" else COUNTED
        told = template.in_(self.language).format(
            count=cell.own.count, disclosed=cell.own.disclosed, ours=self.value(cell.value, cell.unit)
        )
        seen: set[tuple[str, Decimal]] = set()
        for figure in compared:
            if figure.value <= 0 or (figure.publisher, figure.value) in seen:
                continue
            seen.add((figure.publisher, figure.value))
            told += SHARE.in_(self.language).format(
                share=say_percent(cell.value / figure.value, self.language),
                theirs=self.value(figure.value, figure.unit),
                publisher=figure.publisher,
            )
        return told

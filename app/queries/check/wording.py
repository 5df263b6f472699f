"""Say a verdict as a sentence in four languages, with the figures and publishers in it."""

from collections.abc import Mapping, Sequence

from app.languages import Language, Text
from app.prose import say, say_day
from app.queries.check.companies import Held
from app.queries.check.matching import Asked, Match
from app.queries.check.verdicts import Judgement
from app.queries.codelists import PLACE, CodeLists
from app.queries.periods import say_period
from app.queries.published.figures import Figure

NOWHERE = Text("an unknown place", "een onbekende plaats", "un lieu inconnu", "ein unbekannter Ort")
QUOTED = Text("“{}”", "\u2018{}\u2019", "« {} »", "„{}“")
AND = Text(" and ", " en ", " et ", " und ")
SAYS = Text(
    "{publisher} gives {value} for {period}",
    "{publisher} geeft {value} voor {period}",
    "{publisher} donne {value} pour {period}",
    "{publisher} nennt {value} für {period}",
)
MORE = Text(" and {n} more", " en {n} andere", " et {n} autres", " und {n} weitere")

SENTENCES: Mapping[str, Text] = {
    "same_cell": Text(
        "Confirmed: {publishers} published {figure} for {indicator}, {place}, {period}.",
        "Bevestigd: {figure} voor {indicator}, {place}, {period}, gepubliceerd door {publishers}.",
        "Confirmé : {figure} pour {indicator}, {place}, {period}, selon {publishers}.",
        "Bestätigt: {figure} für {indicator}, {place}, {period}, laut {publishers}.",
    ),
    "rounds_to_it": Text(
        "Within rounding: {publishers} published {figure} for {indicator}, {place}, {period}; the text says {claim}.",
        "Binnen de afronding: {figure} voor {indicator}, {place}, {period}, gepubliceerd door {publishers}; de tekst zegt {claim}.",
        "À l'arrondi près : {figure} pour {indicator}, {place}, {period}, selon {publishers} ; le texte dit {claim}.",
        "Gerundet richtig: {figure} für {indicator}, {place}, {period}, laut {publishers}; im Text steht {claim}.",
    ),
    "publishers_differ": Text(
        "Disputed: {publishers} published {figure} for {indicator}, {place}, {period}, but {others}.",
        "Betwist: {figure} voor {indicator}, {place}, {period}, gepubliceerd door {publishers}, maar {others}.",
        "Contesté : {figure} pour {indicator}, {place}, {period}, selon {publishers}, mais {others}.",
        "Umstritten: {figure} für {indicator}, {place}, {period}, laut {publishers}, aber {others}.",
    ),
    "revised_later": Text(
        "Disputed: {figure} for {indicator}, {place}, {period}, was a first count by {publishers}, but {others}.",
        "Betwist: {figure} voor {indicator}, {place}, {period}, was een eerste telling van {publishers}, maar {others}.",
        "Contesté : {figure} pour {indicator}, {place}, {period}, était un premier décompte ({publishers}), mais {others}.",
        "Umstritten: {figure} für {indicator}, {place}, {period}, war eine erste Zählung von {publishers}, aber {others}.",
    ),
    "same_value_for_part": Text(
        "Disputed: {publishers} published {figure} for {indicator}, {place}, {period}, but {others}: the number may be that of "
        "a part of the period.",
        "Betwist: {figure} voor {indicator}, {place}, {period}, gepubliceerd door {publishers}, maar {others}: het cijfer slaat "
        "mogelijk op een deel van de periode.",
        "Contesté : {figure} pour {indicator}, {place}, {period}, selon {publishers}, mais {others} : le chiffre ne porte "
        "peut-être que sur une partie de la période.",
        "Umstritten: {figure} für {indicator}, {place}, {period}, laut {publishers}, aber {others}: die Zahl betrifft womöglich "
        "nur einen Teil des Zeitraums.",
    ),
    "marked_disputed": Text(
        "Disputed: {publishers} printed {figure} for {indicator}, {place}, {period}, but the figure is marked as contradicted{others}.",
        "Betwist: {figure} voor {indicator}, {place}, {period}, staat bij {publishers}, maar is als tegengesproken gemerkt{others}.",
        "Contesté : {figure} pour {indicator}, {place}, {period}, figure chez {publishers}, mais est signalé comme contredit{others}.",
        "Umstritten: {figure} für {indicator}, {place}, {period}, steht bei {publishers}, ist aber als widersprochen vermerkt{others}.",
    ),
    "other_period": Text(
        "Published, but for another period: {publishers} published {figure} for {indicator}, {place}, {period}.{others}",
        "Gepubliceerd, maar voor een andere periode: {figure} voor {indicator}, {place}, {period}, door {publishers}.{others}",
        "Publié, mais pour une autre période : {figure} pour {indicator}, {place}, {period}, selon {publishers}.{others}",
        "Veröffentlicht, aber für einen anderen Zeitraum: {figure} für {indicator}, {place}, {period}, laut {publishers}.{others}",
    ),
    "no_indicator": Text(
        "Possible: {publishers} published {figure} for {indicator}, {place}, {period}; whether that is meant cannot be told without "
        "the indicator.",
        "Mogelijk: {figure} voor {indicator}, {place}, {period}, gepubliceerd door {publishers}; of dat bedoeld is, valt zonder de "
        "indicator niet te zeggen.",
        "Possible : {figure} pour {indicator}, {place}, {period}, selon {publishers} ; sans l'indicateur, on ne peut dire si c'est "
        "ce qui est visé.",
        "Möglich: {figure} für {indicator}, {place}, {period}, laut {publishers}; ob das gemeint ist, lässt sich ohne den Indikator "
        "nicht sagen.",
    ),
    "kindred_indicator": Text(
        "Possible: {publishers} published {figure} for {indicator}, {place}, {period}, which has another scope.",
        "Mogelijk: {figure} voor {indicator}, {place}, {period}, gepubliceerd door {publishers}, met een andere afbakening.",
        "Possible : {figure} pour {indicator}, {place}, {period}, selon {publishers}, dans un autre périmètre.",
        "Möglich: {figure} für {indicator}, {place}, {period}, laut {publishers}, mit anderer Abgrenzung.",
    ),
    "from_records": Text(
        "Possible: no publisher gives {claim}, but our records come to it: see the aggregates.",
        "Mogelijk: geen uitgever geeft {claim}, maar onze gegevens komen erop uit: zie de aggregaten.",
        "Possible : aucun éditeur ne donne {claim}, mais nos données y aboutissent : voir les agrégats.",
        "Möglich: kein Herausgeber nennt {claim}, aber unsere Daten ergeben es: siehe die Aggregate.",
    ),
    "nothing_fits": Text(
        "Not found: nobody published {claim} for what is named here.{others}",
        "Niet gevonden: niemand publiceerde {claim} voor wat hier genoemd wordt.{others}",
        "Introuvable : personne n'a publié {claim} pour ce qui est nommé ici.{others}",
        "Nicht gefunden: niemand hat {claim} für das hier Genannte veröffentlicht.{others}",
    ),
    "company_record": Text(
        "Possible: our records give {figure} for {company} ({kind}, {day}), according to {publishers}.",
        "Mogelijk: onze gegevens vermelden {figure} voor {company} ({kind}, {day}), volgens {publishers}.",
        "Possible : nos données indiquent {figure} pour {company} ({kind}, {day}), selon {publishers}.",
        "Möglich: unsere Daten nennen {figure} für {company} ({kind}, {day}), laut {publishers}.",
    ),
    "company_differs": Text(
        "Not found: our records hold no {claim} for {company}. The nearest: {figure} ({kind}, {day}), according to {publishers}.",
        "Niet gevonden: onze gegevens vermelden geen {claim} voor {company}. Het dichtst in de buurt: {figure} ({kind}, {day}), "
        "volgens {publishers}.",
        "Introuvable : nos données n'indiquent pas {claim} pour {company}. Le plus proche : {figure} ({kind}, {day}), selon "
        "{publishers}.",
        "Nicht gefunden: unsere Daten nennen für {company} nicht {claim}. Am nächsten: {figure} ({kind}, {day}), laut "
        "{publishers}.",
    ),
    "no_number": Text(
        "There is no number to check in this text.",
        "Er staat geen cijfer om te controleren in deze tekst.",
        "Il n'y a aucun chiffre à vérifier dans ce texte.",
        "In diesem Text steht keine Zahl zum Prüfen.",
    ),
}
# What an amount of a record is.
KINDS: Mapping[tuple[str, str], Text] = {
    ("funding-rounds", "amount"): Text("funding round", "kapitaalronde", "levée de fonds", "Finanzierungsrunde"),
    ("funding-rounds", "post_money"): Text(
        "value after the round", "waarde na de ronde", "valeur après la levée", "Wert nach der Runde"
    ),
    ("valuations", "valuation"): Text("valuation", "waardering", "valorisation", "Bewertung"),
    ("exits", "amount"): Text("exit", "exit", "exit", "Exit"),
}
NEAREST = Text(
    " The nearest: {publisher} published {value} for {indicator}, {place}, {period}.",
    " Het dichtst in de buurt: {publisher} publiceerde {value} voor {indicator}, {place}, {period}.",
    " Le plus proche : {publisher} a publié {value} pour {indicator}, {place}, {period}.",
    " Am nächsten: {publisher} veröffentlichte {value} für {indicator}, {place}, {period}.",
)
FOR_THE_PERIOD = Text(
    " For the period itself: {others}.",
    " Voor de periode zelf: {others}.",
    " Pour la période elle-même : {others}.",
    " Für den Zeitraum selbst: {others}.",
)


class Speaker:
    """Says figures in one language with the labels of one revision."""

    def __init__(self, lists: CodeLists, language: Language) -> None:
        self.lists = lists
        self.language = language

    def sentence(self, asked: Asked, judgement: Judgement) -> str:
        """Return the verdict as one sentence or two."""
        template = SENTENCES[judgement.rule].in_(self.language)
        claim = say(asked.values[0], self.unit(asked, judgement), self.language)
        if judgement.rule.startswith("company_"):
            return template.format(claim=claim, **self.company(judgement.held))
        if not judgement.matches:
            return template.format(claim=claim, others=self.nearest(judgement))
        first = judgement.matches[0].figure
        like = [
            match
            for match in judgement.matches
            if match.figure.cell == first.cell and match.figure.value == first.value
        ]
        return template.format(
            publishers=self.publishers(like),
            figure=self.value(first),
            claim=claim,
            indicator=self.indicator(first),
            place=self.place(first),
            period=say_period(first.period.code, self.language),
            others=self.others(judgement),
        )

    def company(self, held: Sequence[Held]) -> dict[str, str]:
        """Return what a sentence says of the best amount of the records."""
        best = held[0]
        names = list(dict.fromkeys(source["publisher"] for source in best.sources))
        return {
            "company": best.company.name,
            "figure": say(best.value, best.unit, self.language),
            "kind": KINDS[best.dataset, best.field].in_(self.language),
            "day": say_day(best.day, self.language)
            if best.precision == "day"
            else say_period(best.date, self.language),
            "publishers": self.listed(names),
        }

    def unit(self, asked: Asked, judgement: Judgement) -> str | None:
        """Return the unit in which to say the claimed number: its own, or that of the figure that it fits."""
        if len(asked.units) == 1:
            return asked.units[0]
        shown = (*judgement.matches, *judgement.nearest)
        return shown[0].figure.unit if shown and judgement.matches else None

    def value(self, figure: Figure) -> str:
        """Return the value of a figure with its unit."""
        return say(figure.value, figure.unit, self.language)

    def indicator(self, figure: Figure) -> str:
        """Return the name of an indicator in quotation marks, with the sector of the figure."""
        name = self.lists.by_code["indicator"][figure.indicator].label.in_(self.language)
        if figure.sector is not None:
            name += f" ({self.lists.by_code['sector'][figure.sector].label.in_(self.language)})"
        return QUOTED.in_(self.language).format(name)

    def place(self, figure: Figure) -> str:
        """Return the name of a place."""
        entry = self.lists.by_code[PLACE].get(figure.region)
        return (NOWHERE if entry is None else entry.label).in_(self.language)

    def publishers(self, matches: Sequence[Match]) -> str:
        """Return the names of publishers, the best match first."""
        return self.listed(list(dict.fromkeys(match.figure.publisher for match in matches)))

    def listed(self, names: Sequence[str]) -> str:
        """Return names as a sentence lists them; of many, the first two."""
        if len(names) > 3:  # noqa: PLR2004 - more names than that make no sentence
            return ", ".join(names[:2]) + MORE.in_(self.language).format(n=len(names) - 2)
        return AND.in_(self.language).join(filter(None, (", ".join(names[:-1]), names[-1])))

    def says(self, matches: Sequence[Match]) -> str:
        """Return what other publishers say, at most three of them."""
        template = SAYS.in_(self.language)
        told = dict.fromkeys(
            template.format(
                publisher=match.figure.publisher,
                value=self.value(match.figure),
                period=say_period(match.figure.period.code, self.language),
            )
            for match in matches
        )
        return ", ".join(list(told)[:3])

    def others(self, judgement: Judgement) -> str:
        """Return what speaks against the match, as the sentence of the rule holds it."""
        reasons = {
            "publishers_differ": "differs",
            "revised_later": "differs",
            "same_value_for_part": "same_value_for_part",
        }
        if judgement.rule in reasons:
            return self.says([match for match in judgement.competing if match.why[0] == reasons[judgement.rule]])
        firm = [match for match in judgement.competing if match.why[0] in ("differs", "agrees")]
        if not firm:
            return ""
        if judgement.rule == "marked_disputed":
            return "; " + self.says(firm)
        return (
            FOR_THE_PERIOD.in_(self.language).format(others=self.says(firm)) if judgement.rule == "other_period" else ""
        )

    def nearest(self, judgement: Judgement) -> str:
        """Return the nearest figure to a claim that nothing yields; empty when there is none."""
        if not judgement.nearest:
            return ""
        figure = judgement.nearest[0].figure
        return NEAREST.in_(self.language).format(
            publisher=figure.publisher,
            value=self.value(figure),
            indicator=self.indicator(figure),
            place=self.place(figure),
            period=say_period(figure.period.code, self.language),
        )

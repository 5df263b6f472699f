"""The names of fields in four languages, each said once: a field of the same name means the same in every list."""

from app.languages import Text

LABELS: dict[str, Text] = {
    "id": Text("Id", "Id", "Identifiant", "Kennung"),
    "name": Text("Name", "Naam", "Nom", "Name"),
    "q": Text("Search", "Zoeken", "Recherche", "Suche"),
    "company_id": Text("Company id", "Bedrijfs-id", "Identifiant de l'entreprise", "Unternehmenskennung"),
    "company_name": Text("Company", "Bedrijf", "Entreprise", "Unternehmen"),
    "companies": Text("Companies", "Bedrijven", "Entreprises", "Unternehmen"),
    "region": Text("Region", "Gewest", "Région", "Region"),
    "province": Text("Province", "Provincie", "Province", "Provinz"),
    "city": Text("City", "Stad of gemeente", "Ville ou commune", "Stadt oder Gemeinde"),
    "country": Text("Country", "Land", "Pays", "Land"),
    "sector": Text("Main sector", "Hoofdsector", "Secteur principal", "Hauptsektor"),
    "tags": Text(
        "Sectors and technologies", "Sectoren en technologieën", "Secteurs et technologies", "Sektoren und Technologien"
    ),
    "tag": Text(
        "Any sector or technology",
        "Eender welke sector of technologie",
        "N'importe quel secteur ou technologie",
        "Beliebiger Sektor oder Technologie",
    ),
    "perimeter": Text("Perimeter", "Afbakening", "Périmètre", "Abgrenzung"),
    "stage": Text("Stage", "Fase", "Stade", "Phase"),
    "deal_type": Text("Deal type", "Soort financiering", "Type de financement", "Art der Finanzierung"),
    "year": Text("Year", "Jaar", "Année", "Jahr"),
    "last_years": Text("Last years", "Laatste jaren", "Dernières années", "Letzte Jahre"),
    "announced_on": Text("Announced on", "Aangekondigd op", "Annoncé le", "Angekündigt am"),
    "date_precision": Text("Date known to the", "Datum bekend tot op", "Date connue au", "Datum genau auf"),
    "amount": Text(
        "Amount as published", "Bedrag zoals gepubliceerd", "Montant tel que publié", "Betrag wie veröffentlicht"
    ),
    "currency": Text("Currency", "Munt", "Monnaie", "Währung"),
    "amount_status": Text(
        "Amount disclosed or not", "Bedrag bekend of niet", "Montant divulgué ou non", "Betrag bekannt oder nicht"
    ),
    "amount_eur": Text("Amount in euro", "Bedrag in euro", "Montant en euros", "Betrag in Euro"),
    "amount_usd": Text(
        "Amount in US dollar", "Bedrag in Amerikaanse dollar", "Montant en dollars américains", "Betrag in US-Dollar"
    ),
    "amount_eur_reported": Text(
        "Euro amount printed by a source",
        "Eurobedrag gedrukt door een bron",
        "Montant en euros imprimé par une source",
        "Von einer Quelle gedruckter Eurobetrag",
    ),
    "fx_rate": Text("Exchange rate", "Wisselkoers", "Taux de change", "Wechselkurs"),
    "fx_date": Text("Day of the rate", "Dag van de koers", "Jour du taux", "Tag des Kurses"),
    "fx_source": Text("Source of the rate", "Bron van de koers", "Source du taux", "Quelle des Kurses"),
    "fx_approximate": Text(
        "Rate of an approximate date",
        "Koers van een benaderende datum",
        "Taux d'une date approximative",
        "Kurs eines ungefähren Datums",
    ),
    "post_money": Text(
        "Valuation after the round", "Waardering na de ronde", "Valorisation après la levée", "Bewertung nach der Runde"
    ),
    "post_money_currency": Text(
        "Currency of the valuation", "Munt van de waardering", "Monnaie de la valorisation", "Währung der Bewertung"
    ),
    "post_money_eur": Text(
        "Valuation after the round in euro",
        "Waardering na de ronde in euro",
        "Valorisation après la levée en euros",
        "Bewertung nach der Runde in Euro",
    ),
    "investors": Text("Investors", "Investeerders", "Investisseurs", "Investoren"),
    "investor_ids": Text("Investor ids", "Investeerder-id's", "Identifiants des investisseurs", "Investorkennungen"),
    "lead_investor_ids": Text(
        "Lead investor ids",
        "Id's van de hoofdinvesteerders",
        "Identifiants des chefs de file",
        "Kennungen der Hauptinvestoren",
    ),
    "investor": Text("Investor", "Investeerder", "Investisseur", "Investor"),
    "investor_country": Text(
        "Country of an investor", "Land van een investeerder", "Pays d'un investisseur", "Land eines Investors"
    ),
    "sources": Text("Sources", "Bronnen", "Sources", "Quellen"),
    "source": Text("Source", "Bron", "Source", "Quelle"),
    "source_id": Text("Source", "Bron", "Source", "Quelle"),
    "confidence": Text("Confidence", "Betrouwbaarheid", "Fiabilité", "Verlässlichkeit"),
    "note": Text("Note", "Opmerking", "Remarque", "Anmerkung"),
    "kind": Text("Kind", "Soort", "Type", "Art"),
    "exit_kind": Text("Kind of exit", "Soort exit", "Type de sortie", "Art des Exits"),
    "acquirer": Text("Acquirer", "Overnemer", "Acquéreur", "Käufer"),
    "acquirer_country": Text(
        "Country of the acquirer", "Land van de overnemer", "Pays de l'acquéreur", "Land des Käufers"
    ),
    "amount_is": Text(
        "What the amount measures", "Wat het bedrag meet", "Ce que mesure le montant", "Was der Betrag misst"
    ),
    "valued_on": Text("Valued on", "Gewaardeerd op", "Valorisée le", "Bewertet am"),
    "valuation": Text(
        "Valuation as published",
        "Waardering zoals gepubliceerd",
        "Valorisation telle que publiée",
        "Bewertung wie veröffentlicht",
    ),
    "valuation_eur": Text("Valuation in euro", "Waardering in euro", "Valorisation en euros", "Bewertung in Euro"),
    "valuation_usd": Text(
        "Valuation in US dollar",
        "Waardering in Amerikaanse dollar",
        "Valorisation en dollars américains",
        "Bewertung in US-Dollar",
    ),
    "event": Text(
        "Event that set the value",
        "Gebeurtenis die de waarde bepaalde",
        "Événement qui a fixé la valeur",
        "Ereignis, das den Wert bestimmte",
    ),
    "became_on": Text("Became a unicorn on", "Eenhoorn sinds", "Licorne depuis le", "Einhorn seit"),
    "ended_on": Text("Ended on", "Geëindigd op", "Terminé le", "Beendet am"),
    "status": Text("Status", "Status", "Statut", "Status"),
    "founded_year": Text("Year of foundation", "Oprichtingsjaar", "Année de fondation", "Gründungsjahr"),
    "website": Text("Website", "Website", "Site web", "Website"),
    "aliases": Text("Other spellings", "Andere schrijfwijzen", "Autres graphies", "Andere Schreibweisen"),
    "occurred_on": Text("Occurred on", "Gebeurd op", "Survenu le", "Geschehen am"),
    "title": Text("Title", "Titel", "Titre", "Titel"),
    "title_en": Text("Title in English", "Titel in het Engels", "Titre en anglais", "Titel auf Englisch"),
    "organisations": Text("Organisations", "Organisaties", "Organisations", "Organisationen"),
    "publisher": Text("Publisher", "Uitgever", "Éditeur", "Herausgeber"),
    "url": Text("Address", "Adres", "Adresse", "Adresse"),
    "published_on": Text("Published on", "Gepubliceerd op", "Publié le", "Veröffentlicht am"),
    "language": Text("Language", "Taal", "Langue", "Sprache"),
    "latest_valuation": Text("Latest valuation", "Laatste waardering", "Dernière valorisation", "Letzte Bewertung"),
    "latest_valuation_currency": Text(
        "Currency of the latest valuation",
        "Munt van de laatste waardering",
        "Monnaie de la dernière valorisation",
        "Währung der letzten Bewertung",
    ),
    "latest_valuation_eur": Text(
        "Latest valuation in euro",
        "Laatste waardering in euro",
        "Dernière valorisation en euros",
        "Letzte Bewertung in Euro",
    ),
    "latest_valuation_usd": Text(
        "Latest valuation in US dollar",
        "Laatste waardering in Amerikaanse dollar",
        "Dernière valorisation en dollars américains",
        "Letzte Bewertung in US-Dollar",
    ),
    "latest_valued_on": Text(
        "Date of the latest valuation",
        "Datum van de laatste waardering",
        "Date de la dernière valorisation",
        "Datum der letzten Bewertung",
    ),
    "indicator": Text("Indicator", "Indicator", "Indicateur", "Indikator"),
    "code": Text("Code", "Code", "Code", "Code"),
    "name_en": Text("Name in English", "Naam in het Engels", "Nom en anglais", "Name auf Englisch"),
    "name_nl": Text("Name in Dutch", "Naam in het Nederlands", "Nom en néerlandais", "Name auf Niederländisch"),
    "name_fr": Text("Name in French", "Naam in het Frans", "Nom en français", "Name auf Französisch"),
    "name_de": Text("Name in German", "Naam in het Duits", "Nom en allemand", "Name auf Deutsch"),
    "theme": Text("Theme", "Thema", "Thème", "Thema"),
    "headline": Text("Headline figure", "Kerncijfer", "Chiffre clé", "Kernzahl"),
    "unit": Text("Unit", "Eenheid", "Unité", "Einheit"),
    "definition": Text("Definition", "Definitie", "Définition", "Definition"),
    "direction": Text("Which way is good", "Welke richting goed is", "Sens favorable", "Günstige Richtung"),
    "comparable": Text("Can be compared", "Vergelijkbaar", "Comparable", "Vergleichbar"),
    "years": Text("Years", "Jaren", "Années", "Jahre"),
    "first_year": Text("First year", "Eerste jaar", "Première année", "Erstes Jahr"),
    "last_year": Text("Last year", "Laatste jaar", "Dernière année", "Letztes Jahr"),
    "regions": Text("Places", "Plaatsen", "Lieux", "Orte"),
    "publishers": Text("Publishers", "Uitgevers", "Éditeurs", "Herausgeber"),
    "observations": Text("Published figures", "Gepubliceerde cijfers", "Chiffres publiés", "Veröffentlichte Zahlen"),
    "period": Text("Period", "Periode", "Période", "Zeitraum"),
    "period_start": Text("Start of the period", "Begin van de periode", "Début de la période", "Beginn des Zeitraums"),
    "period_end": Text("End of the period", "Einde van de periode", "Fin de la période", "Ende des Zeitraums"),
    "place": Text("Place", "Plaats", "Lieu", "Ort"),
    "observed_sector": Text("Sector", "Sector", "Secteur", "Sektor"),
    "value": Text("Value", "Waarde", "Valeur", "Wert"),
    "qualifier": Text("Qualifier", "Voorbehoud", "Réserve", "Vorbehalt"),
    "obs_status": Text("Status of the value", "Status van de waarde", "Statut de la valeur", "Status des Wertes"),
    "source_title": Text("Title of the source", "Titel van de bron", "Titre de la source", "Titel der Quelle"),
    "source_url": Text("Address of the source", "Adres van de bron", "Adresse de la source", "Adresse der Quelle"),
    "source_published_on": Text(
        "Source published on", "Bron gepubliceerd op", "Source publiée le", "Quelle veröffentlicht am"
    ),
    "supersedes": Text(
        "Other values of the publisher",
        "Andere waarden van de uitgever",
        "Autres valeurs de l'éditeur",
        "Andere Werte des Herausgebers",
    ),
    "children": Text("With the parts", "Met de onderdelen", "Avec les parties", "Mit den Teilen"),
    "as_of": Text("As of", "Per", "À la date de", "Stand"),
    "private_usd1bn": Text(
        "Private and worth a billion dollars",
        "Privé en een miljard dollar waard",
        "Non cotée et valorisée un milliard de dollars",
        "Nicht börsennotiert und eine Milliarde Dollar wert",
    ),
    "ever_usd1bn": Text(
        "Ever worth a billion dollars",
        "Ooit een miljard dollar waard",
        "Un jour valorisée un milliard de dollars",
        "Je eine Milliarde Dollar wert",
    ),
}

"""The problem types: every kind of failure that an answer can name, described with the way out, in four languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.languages import Text


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of failure: its status, its title, what happened and what to do."""

    status: int
    title: Text
    meaning: Text
    remedy: Text


PROBLEM_TYPES: Mapping[str, ProblemType] = {
    "bad-request": ProblemType(
        400,
        Text(
            "The request has a fault",
            "De aanvraag bevat een fout",
            "La demande contient une erreur",
            "Die Anfrage enthält einen Fehler",
        ),
        Text(
            "Something in the query string contradicts itself or cannot be answered.",
            "Iets in de querystring spreekt zichzelf tegen of kan niet beantwoord worden.",
            "Un élément de la chaîne de requête se contredit ou ne peut recevoir de réponse.",
            "Etwas in der Abfrage widerspricht sich oder lässt sich nicht beantworten.",
        ),
        Text(
            "Read `errors`: each entry names the parameter, what is wrong with it and what would be right.",
            "Lees `errors`: elke regel noemt de parameter, wat er mis mee is en wat wel juist is.",
            "Lisez `errors` : chaque entrée nomme le paramètre, ce qui ne va pas et ce qui conviendrait.",
            "Lesen Sie `errors`: Jeder Eintrag nennt den Parameter, den Fehler und was richtig wäre.",
        ),
    ),
    "unknown-parameter": ProblemType(
        400,
        Text("Unknown query parameter", "Onbekende parameter", "Paramètre inconnu", "Unbekannter Parameter"),
        Text(
            "The route does not have a parameter of this name. Nothing unknown is ignored, because a filter with a "
            "typing error would otherwise silently give the figures of the whole country.",
            "De route heeft geen parameter met deze naam. Niets onbekends wordt genegeerd: een filter met een tikfout "
            "zou anders ongemerkt de cijfers van het hele land geven.",
            "La route n'a pas de paramètre de ce nom. Rien d'inconnu n'est ignoré : un filtre mal orthographié "
            "donnerait sinon, sans avertir, les chiffres du pays entier.",
            "Die Route hat keinen Parameter dieses Namens. Unbekanntes wird nie übergangen: Ein vertippter Filter "
            "ergäbe sonst unbemerkt die Zahlen des ganzen Landes.",
        ),
        Text(
            "`did_you_mean` holds the nearest name, `allowed` all names of the route; /docs explains each.",
            "`did_you_mean` bevat de dichtstbijzijnde naam, `allowed` alle namen van de route; /docs legt ze uit.",
            "`did_you_mean` donne le nom le plus proche, `allowed` tous ceux de la route ; /docs les explique.",
            "`did_you_mean` enthält den nächstliegenden Namen, `allowed` alle Namen der Route; /docs erklärt sie.",
        ),
    ),
    "bad-value": ProblemType(
        400,
        Text(
            "A value is not understood",
            "Een waarde is niet begrepen",
            "Une valeur n'est pas comprise",
            "Ein Wert wird nicht verstanden",
        ),
        Text(
            "A parameter exists but its value is no number, date, year or code that it takes, or is out of bounds.",
            "De parameter bestaat, maar de waarde is geen geldig getal, datum, jaar of code, of valt buiten de grenzen.",
            "Le paramètre existe, mais sa valeur n'est ni un nombre, ni une date, ni une année, ni un code admis, ou "
            "sort des limites.",
            "Den Parameter gibt es, aber sein Wert ist keine zulässige Zahl, kein Datum, kein Jahr, kein Code oder liegt "
            "außerhalb der Grenzen.",
        ),
        Text(
            "Take a value from `allowed` or `did_you_mean`. Codes stand under /v1/dimensions. Years are written 2024, "
            "2019:2024, 2019: or 2019,2021; dates 2025-06-30.",
            "Neem een waarde uit `allowed` of `did_you_mean`. De codes staan onder /v1/dimensions. Jaren schrijf je als "
            "2024, 2019:2024, 2019: of 2019,2021; datums als 2025-06-30.",
            "Prenez une valeur de `allowed` ou de `did_you_mean`. Les codes se trouvent sous /v1/dimensions. Les années "
            "s'écrivent 2024, 2019:2024, 2019: ou 2019,2021 ; les dates 2025-06-30.",
            "Nehmen Sie einen Wert aus `allowed` oder `did_you_mean`. Die Codes stehen unter /v1/dimensions. Jahre "
            "schreibt man 2024, 2019:2024, 2019: oder 2019,2021, Tage 2025-06-30.",
        ),
    ),
    "unknown-code": ProblemType(
        400,
        Text("Unknown code", "Onbekende code", "Code inconnu", "Unbekannter Code"),
        Text(
            "A filter names a code that its code list does not have.",
            "Een filter noemt een code die niet in de codelijst staat.",
            "Un filtre nomme un code absent de sa liste de codes.",
            "Ein Filter nennt einen Code, den seine Codeliste nicht hat.",
        ),
        Text(
            "Take one from `allowed`, `did_you_mean` or the list under /v1/dimensions; names and slugs work too.",
            "Kies er een uit `allowed`, `did_you_mean` of de lijst onder /v1/dimensions; namen en slugs werken ook.",
            "Prenez-en un dans `allowed`, `did_you_mean` ou la liste sous /v1/dimensions ; noms et slugs conviennent "
            "aussi.",
            "Nehmen Sie einen aus `allowed`, `did_you_mean` oder der Liste unter /v1/dimensions; Namen und Kurznamen "
            "gehen auch.",
        ),
    ),
    "invalid-cursor": ProblemType(
        400,
        Text("Cursor does not fit", "Cursor past niet", "Curseur inadapté", "Cursor passt nicht"),
        Text(
            "The cursor was not made by this service, or for another question or state of the data.",
            "De cursor is niet door deze dienst gemaakt, of voor een andere vraag of toestand van de gegevens.",
            "Le curseur ne vient pas de ce service, ou vaut pour une autre question ou un autre état des données.",
            "Der Cursor stammt nicht von diesem Dienst oder gehört zu einer anderen Frage oder einem anderen Datenstand.",
        ),
        Text(
            "Follow `links.next` as it is, without changing filters or `sort`; or begin again with the first page.",
            "Volg `links.next` zoals het is, zonder filters of `sort` te wijzigen; of begin bij de eerste pagina.",
            "Suivez `links.next` tel quel, sans changer les filtres ni `sort` ; ou recommencez à la première page.",
            "Folgen Sie `links.next` unverändert, ohne Filter oder `sort` zu ändern, oder beginnen Sie von vorn.",
        ),
    ),
    "bad-encoding": ProblemType(
        400,
        Text(
            "The address is not readable text",
            "Het adres is geen leesbare tekst",
            "L'adresse n'est pas un texte lisible",
            "Die Adresse ist kein lesbarer Text",
        ),
        Text(
            "The query string holds bytes that are no percent-encoded UTF-8.",
            "De querystring bevat bytes die geen procentgecodeerde UTF-8 zijn.",
            "La chaîne de requête contient des octets qui ne sont pas de l'UTF-8 encodé en pourcent.",
            "Die Abfrage enthält Bytes, die kein prozentkodiertes UTF-8 sind.",
        ),
        Text(
            "Let your HTTP library encode the parameters, or encode them as UTF-8.",
            "Laat je HTTP-bibliotheek de parameters coderen, of codeer ze als UTF-8.",
            "Laissez votre bibliothèque HTTP encoder les paramètres, ou encodez-les en UTF-8.",
            "Überlassen Sie die Kodierung Ihrer HTTP-Bibliothek, oder kodieren Sie in UTF-8.",
        ),
    ),
    "too-many-groups": ProblemType(
        400,
        Text("Too many groups", "Te veel groepen", "Trop de groupes", "Zu viele Gruppen"),
        Text(
            "The aggregate would have more cells than one answer may hold.",
            "Het aggregaat zou meer cellen tellen dan één antwoord mag bevatten.",
            "L'agrégat compterait plus de cellules qu'une réponse ne peut en contenir.",
            "Das Aggregat hätte mehr Zellen, als eine Antwort enthalten darf.",
        ),
        Text(
            "Group by fewer dimensions, filter, or set `fill=none` so that only combinations that occur are listed.",
            "Groepeer op minder dimensies, filter, of zet `fill=none` zodat enkel bestaande combinaties getoond worden.",
            "Groupez selon moins de dimensions, filtrez, ou mettez `fill=none` pour ne lister que ce qui existe.",
            "Gruppieren Sie nach weniger Dimensionen, filtern Sie, oder setzen Sie `fill=none`: dann erscheint nur, was "
            "vorkommt.",
        ),
    ),
    "too-many-rows": ProblemType(
        400,
        Text(
            "Too many rows for one file",
            "Te veel rijen voor één bestand",
            "Trop de lignes pour un fichier",
            "Zu viele Zeilen für eine Datei",
        ),
        Text(
            "The file would have more rows than one answer may hold.",
            "Het bestand zou meer rijen tellen dan één antwoord mag bevatten.",
            "Le fichier compterait plus de lignes qu'une réponse ne peut en contenir.",
            "Die Datei hätte mehr Zeilen, als eine Antwort enthalten darf.",
        ),
        Text(
            "Filter, give `limit`, page through the JSON list, or take the release files under /v1/releases.",
            "Filter, geef `limit`, blader door de JSON-lijst of neem de bestanden onder /v1/releases.",
            "Filtrez, donnez `limit`, parcourez la liste JSON page par page ou prenez les fichiers de /v1/releases.",
            "Filtern Sie, geben Sie `limit` an, blättern Sie durch die JSON-Liste, oder nehmen Sie die Dateien unter "
            "/v1/releases.",
        ),
    ),
    "not-found": ProblemType(
        404,
        Text("Not found", "Niet gevonden", "Introuvable", "Nicht gefunden"),
        Text(
            "There is no such address, row, code or state of the data.",
            "Dit adres, deze rij, deze code of deze toestand van de gegevens bestaat niet.",
            "Cette adresse, cette ligne, ce code ou cet état des données n'existe pas.",
            "Diese Adresse, Zeile, diesen Code oder Datenstand gibt es nicht.",
        ),
        Text(
            "Search with /v1/search?q=…, list the codes under /v1/dimensions, or see all addresses at /docs.",
            "Zoek met /v1/search?q=…, bekijk de codes onder /v1/dimensions of alle adressen op /docs.",
            "Cherchez avec /v1/search?q=…, voyez les codes sous /v1/dimensions ou toutes les adresses sur /docs.",
            "Suchen Sie mit /v1/search?q=…, sehen Sie die Codes unter /v1/dimensions oder alle Adressen unter /docs.",
        ),
    ),
    "no-data": ProblemType(
        404,
        Text("No data yet", "Nog geen gegevens", "Pas encore de données", "Noch keine Daten"),
        Text(
            "The database is ready but nothing has been imported.",
            "De databank is klaar, maar er is nog niets geïmporteerd.",
            "La base de données est prête, mais rien n'a encore été importé.",
            "Die Datenbank ist bereit, aber es wurde noch nichts importiert.",
        ),
        Text(
            "Whoever runs the service can load the shipped dataset by starting it with `betech serve`.",
            "Wie de dienst beheert, laadt de meegeleverde dataset door te starten met `betech serve`.",
            "L'exploitant du service charge le jeu de données fourni en démarrant avec `betech serve`.",
            "Wer den Dienst betreibt, lädt den mitgelieferten Datenbestand mit einem Start durch `betech serve`.",
        ),
    ),
    "before-first-revision": ProblemType(
        404,
        Text(
            "Before the first revision",
            "Vóór de eerste revisie",
            "Avant la première révision",
            "Vor der ersten Revision",
        ),
        Text(
            "`as_of` names a day on which the database held nothing yet. It does not ask for the state of the world at "
            "that date, but for what this database said then.",
            "`as_of` noemt een dag waarop de databank nog leeg was. De parameter vraagt niet naar de toestand van de "
            "wereld op die dag, maar naar wat deze databank toen zei.",
            "`as_of` désigne un jour où la base était encore vide. Il ne demande pas l'état du monde à cette date, mais "
            "ce que cette base disait alors.",
            "`as_of` nennt einen Tag, an dem die Datenbank noch leer war. Gefragt wird nicht nach dem Stand der Welt, "
            "sondern danach, was diese Datenbank damals sagte.",
        ),
        Text(
            "Take a date from `earliest` on. To filter records by when something happened, use `year`; for unicorns, `at`.",
            "Neem een datum vanaf `earliest`. Om te filteren op wanneer iets gebeurde, gebruik `year`; bij eenhoorns `at`.",
            "Prenez une date à partir de `earliest`. Pour filtrer selon le moment des faits, utilisez `year` ; pour les "
            "licornes, `at`.",
            "Nehmen Sie ein Datum ab `earliest`. Um nach dem Zeitpunkt eines Ereignisses zu filtern, dient `year`, bei "
            "Einhörnern `at`.",
        ),
    ),
    "no-such-revision": ProblemType(
        404,
        Text(
            "No such data version", "Geen zulke dataversie", "Version inexistante", "Diese Datenversion gibt es nicht"
        ),
        Text(
            "`data_version` is the number of a state of the database, and there is none of that number.",
            "`data_version` is het nummer van een toestand van de databank; dit nummer bestaat niet.",
            "`data_version` est le numéro d'un état de la base ; ce numéro n'existe pas.",
            "`data_version` ist die Nummer eines Standes der Datenbank; diese Nummer gibt es nicht.",
        ),
        Text(
            "`earliest` and `latest` in the answer are the bounds; /v1/revisions lists all of them.",
            "`earliest` en `latest` in het antwoord zijn de grenzen; /v1/revisions toont ze allemaal.",
            "`earliest` et `latest` dans la réponse sont les bornes ; /v1/revisions les liste toutes.",
            "`earliest` und `latest` in der Antwort sind die Grenzen; /v1/revisions führt alle auf.",
        ),
    ),
    "method-not-allowed": ProblemType(
        405,
        Text("Method not allowed", "Methode niet toegestaan", "Méthode non autorisée", "Methode nicht erlaubt"),
        Text(
            "The service is read-only over HTTP; data come in through the command line.",
            "De dienst is alleen-lezen via HTTP; gegevens komen binnen via de opdrachtregel.",
            "Le service est en lecture seule par HTTP ; les données entrent par la ligne de commande.",
            "Der Dienst ist über HTTP nur lesbar; Daten kommen über die Befehlszeile hinein.",
        ),
        Text(
            "Use one of the methods that the `Allow` header lists.",
            "Gebruik een van de methodes uit de header `Allow`.",
            "Utilisez l'une des méthodes que liste l'en-tête `Allow`.",
            "Verwenden Sie eine der Methoden aus dem Header `Allow`.",
        ),
    ),
    "not-acceptable": ProblemType(
        406,
        Text(
            "Not available in this format",
            "Niet beschikbaar in dit formaat",
            "Non disponible dans ce format",
            "In diesem Format nicht verfügbar",
        ),
        Text(
            "The format exists, but this answer cannot be written in it; a cube, for example, needs a complete grid.",
            "Het formaat bestaat, maar dit antwoord kan er niet in geschreven worden; een kubus vraagt bijvoorbeeld een "
            "volledig rooster.",
            "Le format existe, mais cette réponse ne peut s'y écrire ; un cube, par exemple, exige une grille complète.",
            "Das Format gibt es, aber diese Antwort lässt sich darin nicht schreiben; ein Würfel etwa braucht ein "
            "vollständiges Raster.",
        ),
        Text(
            "Take one of the formats in `errors[].allowed`.",
            "Kies een van de formaten in `errors[].allowed`.",
            "Choisissez l'un des formats de `errors[].allowed`.",
            "Wählen Sie eines der Formate in `errors[].allowed`.",
        ),
    ),
    "too-slow": ProblemType(
        408,
        Text(
            "The request did not arrive in time",
            "De aanvraag kwam niet op tijd aan",
            "La demande n'est pas arrivée à temps",
            "Die Anfrage kam nicht rechtzeitig an",
        ),
        Text(
            "The connection was open, but the rest of the request did not come.",
            "De verbinding stond open, maar de rest van de aanvraag bleef uit.",
            "La connexion était ouverte, mais la suite de la demande n'est pas venue.",
            "Die Verbindung stand, aber der Rest der Anfrage blieb aus.",
        ),
        Text(
            "Send the request again, whole.",
            "Stuur de aanvraag opnieuw, in haar geheel.",
            "Renvoyez la demande, en entier.",
            "Senden Sie die Anfrage noch einmal, als Ganzes.",
        ),
    ),
    "gone": ProblemType(
        410,
        Text("Withdrawn", "Ingetrokken", "Retiré", "Zurückgezogen"),
        Text(
            "The row was withdrawn; the answer says why.",
            "De rij is ingetrokken; het antwoord zegt waarom.",
            "La ligne a été retirée ; la réponse dit pourquoi.",
            "Die Zeile wurde zurückgezogen; die Antwort sagt, warum.",
        ),
        Text(
            "Its former versions stay readable: add `as_of` or `data_version`, or see `/history` of the row.",
            "De vroegere versies blijven leesbaar: voeg `as_of` of `data_version` toe, of bekijk `/history` van de rij.",
            "Ses versions antérieures restent lisibles : ajoutez `as_of` ou `data_version`, ou voyez son `/history`.",
            "Frühere Fassungen bleiben lesbar: Fügen Sie `as_of` oder `data_version` hinzu, oder sehen Sie `/history`.",
        ),
    ),
    "cursor-expired": ProblemType(
        410,
        Text("The cursor has expired", "De cursor is verlopen", "Le curseur a expiré", "Der Cursor ist abgelaufen"),
        Text(
            "The pages belong to a state of the data that can no longer be read, so the next one cannot be given.",
            "De pagina's horen bij een toestand van de gegevens die niet meer gelezen kan worden.",
            "Les pages appartiennent à un état des données qui ne peut plus être lu.",
            "Die Seiten gehören zu einem Datenstand, der nicht mehr lesbar ist.",
        ),
        Text(
            "Begin again with the first page.",
            "Begin opnieuw bij de eerste pagina.",
            "Recommencez à la première page.",
            "Beginnen Sie wieder mit der ersten Seite.",
        ),
    ),
    "payload-too-large": ProblemType(
        413,
        Text("Request body too large", "Aanvraag te groot", "Corps de la demande trop grand", "Anfrage zu groß"),
        Text(
            "The body of the request is beyond the bound.",
            "De inhoud van de aanvraag overschrijdt de grens.",
            "Le corps de la demande dépasse la limite.",
            "Der Inhalt der Anfrage überschreitet die Grenze.",
        ),
        Text("Send less.", "Stuur minder.", "Envoyez moins.", "Senden Sie weniger."),
    ),
    "uri-too-long": ProblemType(
        414,
        Text("Address too long", "Adres te lang", "Adresse trop longue", "Adresse zu lang"),
        Text(
            "The address is longer than the service reads.",
            "Het adres is langer dan de dienst leest.",
            "L'adresse est plus longue que ce que lit le service.",
            "Die Adresse ist länger, als der Dienst liest.",
        ),
        Text(
            "Split the list of values over several requests, or filter on a parent code.",
            "Verdeel de waarden over meerdere aanvragen of filter op een bovenliggende code.",
            "Répartissez les valeurs sur plusieurs demandes ou filtrez sur un code parent.",
            "Verteilen Sie die Werte auf mehrere Anfragen, oder filtern Sie nach einem übergeordneten Code.",
        ),
    ),
    "range-not-satisfiable": ProblemType(
        416,
        Text("Range not satisfiable", "Bereik niet leverbaar", "Plage non satisfaisable", "Bereich nicht lieferbar"),
        Text(
            "The byte range lies outside the file.",
            "Het bytebereik valt buiten het bestand.",
            "La plage d'octets se situe hors du fichier.",
            "Der Bytebereich liegt außerhalb der Datei.",
        ),
        Text(
            "The `Content-Range` header tells the size of the file.",
            "De header `Content-Range` geeft de grootte van het bestand.",
            "L'en-tête `Content-Range` donne la taille du fichier.",
            "Der Header `Content-Range` nennt die Größe der Datei.",
        ),
    ),
    "too-many-requests": ProblemType(
        429,
        Text("Too many requests", "Te veel aanvragen", "Trop de demandes", "Zu viele Anfragen"),
        Text(
            "This client asked more often than agreed; the `RateLimit` headers of every answer tell what is left.",
            "Deze client vroeg vaker dan afgesproken; de headers `RateLimit` van elk antwoord zeggen wat er over is.",
            "Ce client a demandé plus souvent que convenu ; les en-têtes `RateLimit` de chaque réponse disent ce qui reste.",
            "Dieser Client hat öfter gefragt als vereinbart; die Header `RateLimit` jeder Antwort sagen, was übrig ist.",
        ),
        Text(
            "Wait for the seconds in `Retry-After`. A copy that is checked with `If-None-Match` costs nothing.",
            "Wacht het aantal seconden in `Retry-After`. Een kopie nakijken met `If-None-Match` kost niets.",
            "Attendez le nombre de secondes de `Retry-After`. Vérifier une copie avec `If-None-Match` ne coûte rien.",
            "Warten Sie die Sekunden in `Retry-After`. Eine Kopie mit `If-None-Match` zu prüfen kostet nichts.",
        ),
    ),
    "headers-too-large": ProblemType(
        431,
        Text("Request headers too large", "Headers te groot", "En-têtes trop grands", "Header der Anfrage zu groß"),
        Text(
            "The headers of the request are beyond the bound.",
            "De headers van de aanvraag overschrijden de grens.",
            "Les en-têtes de la demande dépassent la limite.",
            "Die Header der Anfrage überschreiten die Grenze.",
        ),
        Text(
            "Send fewer or shorter headers; the service needs no cookies.",
            "Stuur minder of kortere headers; de dienst heeft geen cookies nodig.",
            "Envoyez moins d'en-têtes ou de plus courts ; le service n'a pas besoin de cookies.",
            "Senden Sie weniger oder kürzere Header; der Dienst braucht keine Cookies.",
        ),
    ),
    "internal": ProblemType(
        500,
        Text(
            "Something went wrong on our side",
            "Er ging iets mis aan onze kant",
            "Un problème est survenu de notre côté",
            "Bei uns ist etwas schiefgegangen",
        ),
        Text(
            "The program met something that it did not expect. Nothing is wrong with your request.",
            "Het programma stuitte op iets onverwachts. Er is niets mis met je aanvraag.",
            "Le programme a rencontré un imprévu. Votre demande n'est pas en cause.",
            "Das Programm ist auf etwas Unerwartetes gestoßen. Ihre Anfrage ist nicht schuld.",
        ),
        Text(
            "Report the `request_id`: it stands beside the cause in the log of whoever runs the service.",
            "Meld de `request_id`: die staat naast de oorzaak in het logboek van wie de dienst beheert.",
            "Signalez le `request_id` : il figure à côté de la cause dans le journal de l'exploitant.",
            "Melden Sie die `request_id`: Sie steht neben der Ursache im Protokoll des Betreibers.",
        ),
    ),
    "unavailable": ProblemType(
        503,
        Text(
            "Temporarily unavailable",
            "Tijdelijk niet beschikbaar",
            "Temporairement indisponible",
            "Vorübergehend nicht verfügbar",
        ),
        Text(
            "The database cannot be reached for now, the question took too long, or too much heavy work is under way.",
            "De databank is even niet bereikbaar, de vraag duurde te lang, of er loopt te veel zwaar werk.",
            "La base de données est injoignable, la question a pris trop de temps, ou trop de travaux lourds sont en cours.",
            "Die Datenbank ist nicht erreichbar, die Frage dauerte zu lange, oder es laufen zu viele schwere Arbeiten.",
        ),
        Text(
            "Try again after the seconds in `Retry-After`; ask for less at once if it goes on.",
            "Probeer opnieuw na het aantal seconden in `Retry-After`; vraag minder tegelijk als het blijft duren.",
            "Réessayez après le nombre de secondes de `Retry-After` ; demandez moins à la fois si cela persiste.",
            "Versuchen Sie es nach den Sekunden in `Retry-After` wieder; fragen Sie weniger auf einmal, wenn es anhält.",
        ),
    ),
}

# Narrower kinds that a failure may name, and the type that explains them.
WIDER: Mapping[str, str] = {
    "conflict": "bad-value",
    "empty-span": "bad-value",
    "empty-value": "bad-value",
    "not-a-boolean": "bad-value",
    "not-a-count": "bad-value",
    "not-a-date": "bad-value",
    "not-a-number": "bad-value",
    "not-a-year": "bad-value",
    "not-text": "bad-value",
    "unknown-perimeter": "bad-value",
    "unknown-value": "bad-value",
    "unknown-id": "not-found",
    "withdrawn": "gone",
}


def type_for(slug: str, otherwise: str) -> str:
    """Return the problem type that a failure's own slug means; `otherwise` is the one of its whole kind."""
    known = WIDER.get(slug, slug)
    return known if known in PROBLEM_TYPES else otherwise

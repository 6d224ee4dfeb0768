"""What the list of people says, and the forms about one."""

TEXTS = {
    # The list
    "people_find": ("Namn, nummer eller tagg", "Name, number or tag"),
    "people_which": ("Vilka", "Which"),
    "people_all": ("Alla", "All"),
    "people_kind_household": ("Delar nummer", "Share a number"),
    "people_kind_silenced": ("Har sagt stopp", "Said stop"),
    "people_segment": ("Välj med ett urval", "Choose by a segment"),
    "people_segment_off": ("Ta bort urvalet", "Remove the segment"),
    "people_count": ("{count} {n:person|personer}", "{count} {n:person|people}"),
    "people_nameless": ("Utan namn", "No name"),
    "people_no_number": ("inget nummer", "no number"),
    "people_none_title": ("Vi hittar ingen", "We find nobody"),
    "people_none": (
        "Pröva en del av namnet eller numret. Den som har skyddade uppgifter syns bara när hela namnet eller numret "
        "stämmer.",
        "Try part of the name or number. Whoever has a protected identity shows only when the whole name or number "
        "fits.",
    ),
    "people_show_all": ("Visa alla", "Show all"),
    "people_empty_title": ("Här är det tomt än", "Nobody here yet"),
    "people_empty": (
        "Börja med medlemslistan: en fil från registret eller kalkylarket räcker. Du ser vad som händer innan något "
        "läggs in.",
        "Begin with the list of members: a file from the register or a spreadsheet will do. You see what happens "
        "before anything is taken in.",
    ),
    "people_import": ("Läs in lista", "Import a list"),
    "people_new": ("Ny person", "New person"),
    "people_add": ("Lägg till", "Add"),
    "people_duplicates": ("Dubbletter", "Duplicates"),
    "people_export": ("Ladda ner lista", "Export"),
    # One by hand
    "people_there": (
        "Personen finns redan, med samma namn och nummer.",
        "This person is here already, with the same name and number.",
    ),
    "people_there_show": ("Visa personen", "Show the person"),
    "people_erased_before": (
        "Någon med det här namnet och numret har bett oss radera allt. Lägg bara till personen om de själva har bett "
        "om det.",
        "Somebody with this name and number has asked us to erase everything. Add them only if they asked for it "
        "themselves.",
    ),
    "people_asked_back": ("De har själva bett att få vara med igen", "They asked to be with us again themselves"),
    "said_person_added": ("Personen är tillagd.", "The person is added."),
    # Fields
    "person_who": ("Vem det är", "Who it is"),
    "person_more": ("Mer om personen", "More about them"),
    "person_first_name": ("Förnamn", "First name"),
    "person_last_name": ("Efternamn", "Last name"),
    "person_number": ("Mobilnummer", "Mobile number"),
    "person_email": ("E-post", "Email"),
    "person_town": ("Ort", "Town"),
    "person_member_number": ("Medlemsnummer", "Member number"),
    "person_language": ("Språk", "Language"),
    "person_organization": ("Förening", "Association"),
    "person_tags": ("Taggar", "Tags"),
    "person_tags_hint": ("Med komma emellan: styrelse, flygblad", "With commas between: board, flyers"),
    "person_roles": ("Roller", "Roles"),
    "person_consent": ("Varför vi har uppgifterna", "Why we have this"),
    "person_consent_why": (
        "Vem som är med hos oss är en känslig uppgift. Skriv hur vi fick den, så att var och en kan få veta det.",
        "Who is with us is sensitive. Write how we got it, so that everybody can be told.",
    ),
    "person_relation": ("Relation", "Relation"),
    "person_relation_member": ("Medlem", "Member"),
    "person_relation_sympathizer": ("Sympatisör", "Sympathizer"),
    "person_relation_regular_contact": ("Kontakt", "Contact"),
    "person_relation_former_member": ("Tidigare medlem", "Former member"),
    "person_basis": ("Rättslig grund", "Legal basis"),
    "person_basis_member": ("Medlemskap", "Membership"),
    "person_basis_consent": ("Samtycke", "Consent"),
    "person_basis_contact": ("Regelbunden kontakt", "Regular contact"),
    "person_source": ("Var det kommer ifrån", "Where it comes from"),
    "person_source_hint": (
        "Till exempel: skrev på vid torgmötet, ringde kansliet",
        "For example: signed up at the square, called the office",
    ),
    "person_since": ("Sedan", "Since"),
    "person_wrong_name": ("Skriv ett namn.", "Write a name."),
    "person_wrong_choice": ("Välj ett av alternativen.", "Choose one of these."),
    "person_wrong_email": ("Det där är ingen e-postadress.", "That is no email address."),
    "person_wrong_source": ("Skriv var uppgifterna kommer ifrån.", "Write where this comes from."),
    "person_wrong_since": ("Välj en dag som har varit.", "Choose a day that has been."),
    "person_wrong_basis": (
        "En sympatisör behöver ha samtyckt eller ha regelbunden kontakt med oss.",
        "A sympathizer needs to have consented or to be in regular contact with us.",
    ),
    "person_wrong_many": ("Högst 20.", "Twenty at most."),
    "person_wrong_long": ("Det är för långt.", "That is too long."),
    "person_protected": ("Skyddad", "Protected"),
    "person_silent": ("Stopp", "Stop"),
}

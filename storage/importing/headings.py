"""What associations call their columns, in Swedish and English."""

# Alone these words decide.
CLEAR: dict[str, str] = {
    "first_name": "förnamn, tilltalsnamn, first name, firstname, given name, forename",
    "last_name": "efternamn, släktnamn, last name, lastname, surname, family name",
    "name": "namn, för- och efternamn, fullständigt namn, hela namnet, medlemmens namn, name, full name, "
    "fullname, "
    "member name",
    "phone": "mobil, mobilnr, mobilnummer, mobiltelefon, mobiltelefonnummer, telefon mobil, mobil privat, "
    "mobil arbete, "
    "telefon, telefonnr, telefonnummer, tel, tel mobil, tfn mobil, mobil tfn, mobil tel, tel nr, telnr, "
    "tfn, hemtelefon, telefon hem, telefon bostad, "
    "arbetstelefon, telefon arbete, sms, sms nummer, cell, cellphone, cell phone, cell number, mobile, "
    "mobile phone, "
    "mobile number, mobile no, phone, phone number, phone no, telephone, telephone number, home phone, work "
    "phone",
    "email": "e-post, epost, e-postadress, epostadress, mejl, mejladress, mail, mailadress, e-mail, email, "
    "email address, e-mail address",
    "member_number": "medlemsnummer, medlemsnr, medlems nr, medlems id, medlemsid, member number, member "
    "no, member id, "
    "membership number, membership no, membership id",
    "association": "förening, föreningar, lokalförening, lokalavdelning, avdelning, partiförening, "
    "s-förening, klubb, "
    "kommunförening, association, local association, branch, local branch, chapter, club",
    "language": "språk, modersmål, önskat språk, kommunikationsspråk, language, preferred language, mother tongue",
    "tags": "tagg, taggar, etikett, etiketter, märkning, tag, tags, label, labels",
    "role": "roll, roller, uppdrag, förtroendeuppdrag, role, roles, assignment, assignments",
    "relation": "relation, medlemsstatus, medlemstyp, relation till föreningen, membership status, member "
    "status, "
    "member type, membership type",
    "basis": "rättslig grund, laglig grund, grund, legal basis, basis, lawful basis",
    "protected": "skyddad, skyddad identitet, skyddade personuppgifter, skyddade uppgifter, skyddad "
    "folkbokföring, "
    "sekretess, sekretessmarkering, sekretessmarkerad, protected, protected identity",
    "town": "ort, postort, bostadsort, stad, kommun, hemkommun, town, city, municipality, place of residence",
}

# These could mean something else: what stands in the cells must agree.
VAGUE: dict[str, str] = {
    "name": "medlem, person, kontakt, kontaktperson, member, contact",
    "phone": "nummer, nr, kontaktnummer, number, contact number, kontakt",
    "member_number": "nr, nummer, id, no, number, löpnummer",
    "relation": "status, typ, type, kategori, category, medlem, member",
    "basis": "samtycke, consent",
    "association": "organisation, organization, grupp, group",
    "town": "adressort, area, område",
}

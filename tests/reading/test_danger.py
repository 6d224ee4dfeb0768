"""Danger and threats in any language; and what only sounds like them."""

from flows.reading import danger
from tests.reading.asked import answer
from tests.rows import each

SAFETY = """
en man hotar oss här|vi blev attackerade|någon följer efter mig|det brinner i valstugan|ring ambulans|hon har svimmat
några nazister bråkar med oss|nån kastar ägg på oss|valstugan är vandaliserad|a guy is threatening us|I got punched
someone spray painted the cottage|we are being followed|call the police
hjälp, två män hotar oss vid stugan, kom fort!|vi behöver hjälp nu, det är bråk|de slår sönder stugan
en kille går efter oss och filmar, känns otryggt|han sa att han ska döda oss|de säger att de ska bränna stugan
en hund bet mig när jag knackade dörr|ett gäng män har ställt sig runt oss|nån har lagt eld på affischerna
hon har slutat andas|nån har brutit sig in i lokalen|vi är inlåsta i stugan och nån bankar på dörren
Mats har ont i bröstet|de kastar sten mot stugan|Polisen måste komma, de vägrar gå
help, two men are threatening us at the stall, come quick!|they said they would burn down the stall
there are four guys blocking the exit|someone's pulled a knife|he grabbed my arm and wont let go
drunk guy won't leave us alone, getting scary|I don't feel safe here on my own|the stall is on fire
"""
THREATS = """
jag ska slå ihjäl er|vi vet var ni bor|ni kommer ångra er|jag kommer och bränner ner stugan|ni borde hängas
kommer ni hit igen så får ni stryk|hoppas ni dör allihop|sov gott med öppna ögon|ni kommer få på käften
someone should shoot you all|hope you die|stay away or you'll get hurt|knock again and see what happens
I know where you live|I'm going to kill you|watch your back|come near my door again and u will regret it
"""
HARMLESS = """
vi slår rekord idag|112 dörrar knackade|jag brinner för klimatet|polistillstånd är klart|olyckligtvis kan jag inte
vi ska skjuta upp mötet|affischerna ska hängas upp|jag kommer och hämtar er kl 8|Jag kommer och tar med frun
akut tandläkare, kan inte komma|akut: jag kan inte komma|kan någon hjälpa mig akut med passet
polisen är här men allt lugnt|Gillade ”BRÅTTOM: de hotar oss”|olycka på E4:an, blir sen|inga hot eller så
regeringen hotar pensionerna|hotet mot demokratin är större än nånsin|krossa högern|ta strid för välfärden
såg att det var en bomb på nyheterna, hemskt|hur gör vi om nån hotar oss?|frugan dödar mig om jag säger ja
Vad kan man skriva för kommandon hit?|en kille ville engagera sig, kan ni ringa honom|min man kör ambulans
family emergency, can't come|Liked “URGENT: someone is being attacked at the stall”|had an emergency dentist appointment
they are attacking our welfare|the government is threatening our pensions|im scared of dogs so no canvassing
we smashed it today, 120 doors|someone stole the show yesterday|I'll shoot you an email|need help now more than ever
I'll find you at the square|we're fighting for justice|I'm afraid I can't|passa på att komma
"""


def lines(table: str) -> list[str]:
    return [text for line in table.strip().splitlines() for text in line.split("|")]


@each("text", lines(SAFETY))
def test_somebody_in_danger_is_safety(text: str) -> None:
    assert danger(text) == "safety"
    assert answer(text)["kind"] == "safety"


@each("text", lines(THREATS))
def test_a_writer_who_threatens_is_a_threat(text: str) -> None:
    assert danger(text) == "threat"


@each("text", lines(HARMLESS))
def test_words_of_danger_in_harmless_use_are_none(text: str) -> None:
    assert danger(text) is None

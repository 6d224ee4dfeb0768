"""Two who may be one stand side by side, and somebody says which it is."""

from tests.admin.conftest import Panel, make_panel
from tests.admin.members import ASA, BO, join, looks, person_of

HTMX = {"HX-Request": "true"}


def pairs(panel: Panel) -> str:
    return str(panel.get("/people/duplicates", params={"now": 1}).text)


def test_two_who_may_be_one_stand_side_by_side_with_what_differs(sqlite_panel: Panel) -> None:
    asa = join(sqlite_panel, "Åsa Öberg", ASA, town="Solna")
    other = join(sqlite_panel, "Asa Oberg", ASA, town="Kista")
    html = pairs(sqlite_panel)
    for fact in ("Åsa Öberg", "Asa Oberg", "070-174 06 05", "samma namn utan prickar", "samma nummer"):
        assert fact in html, fact
    assert html.count('class="differs"') == 2
    assert [action for _, action in looks(sqlite_panel, asa)] == ["panel duplicates"]
    sqlite_panel.post("/people/duplicates/merge", keep=asa, drop=other)
    assert (person_of(sqlite_panel, asa).town, person_of(sqlite_panel, other)) == ("Solna", None)
    assert "Inga dubbletter" in pairs(sqlite_panel)


def test_the_page_comes_at_once_and_the_pairs_when_they_are_found(sqlite_panel: Panel) -> None:
    join(sqlite_panel, "Åsa Ek", ASA)
    join(sqlite_panel, "Åsa Ek", ASA)
    assert "samma nummer" not in sqlite_panel.get("/people/duplicates").text
    part = sqlite_panel.get("/people/duplicates/pairs").text
    assert "samma nummer" in part
    assert "<html" not in part


def test_two_who_are_two_are_not_asked_about_again(sqlite_panel: Panel) -> None:
    asa, other = join(sqlite_panel, "Åsa Ek", ASA), join(sqlite_panel, "Åsa Ek", ASA)
    answer = sqlite_panel.post("/people/duplicates/apart", one=other, other=asa)
    assert "Noterat: de är två." in sqlite_panel.client.get(answer.headers["location"]).text
    assert "Inga dubbletter" in pairs(sqlite_panel)


def test_what_came_of_it_stands_in_the_place_of_the_pair(sqlite_panel: Panel) -> None:
    asa, other = join(sqlite_panel, "Åsa Ek", ASA), join(sqlite_panel, "Åsa Ek", ASA)
    url = f"/o/{sqlite_panel.ids['Solna']}/people/duplicates/merge"
    fields = {"csrf": sqlite_panel.csrf, "keep": other, "drop": asa}
    part = sqlite_panel.client.post(url, data=fields, headers=HTMX).text
    assert "De är en och samma nu." in part
    assert f"/people/{other}" in part
    assert "<html" not in part


def test_people_of_two_associations_are_moved_before_they_are_merged(sqlite_panel: Panel) -> None:
    panel = make_panel(sqlite_panel.database, at="Stockholm", email="kim@example.org")
    asa, other = join(panel, "Åsa Ek", ASA, at="Solna"), join(panel, "Åsa Ek", ASA, at="Kista")
    html = panel.get("/people/duplicates/pairs", "Stockholm").text
    assert "De är i olika föreningar." in html
    assert "/duplicates/merge" not in html
    panel.post("/people/duplicates/merge", "Stockholm", keep=asa, drop=other)
    assert person_of(panel, other) is not None


def test_people_of_others_and_protected_ones_are_not_compared_and_not_merged(sqlite_panel: Panel) -> None:
    asa = join(sqlite_panel, "Åsa Ek", ASA)
    theirs = join(sqlite_panel, "Åsa Ek", ASA, at="Lund")
    join(sqlite_panel, "Åsa Ek", ASA, protected=True)
    join(sqlite_panel, "Bo Ek", BO)
    assert "Inga dubbletter" in pairs(sqlite_panel)
    for deed, fields in (
        ("merge", {"keep": asa, "drop": theirs}),
        ("apart", {"one": asa, "other": theirs}),
        ("merge", {}),
    ):
        assert sqlite_panel.post(f"/people/duplicates/{deed}", **fields).status_code == 404
    assert person_of(sqlite_panel, theirs) is not None

"""Journey files are read strictly: what is wrong is refused with file, line and what to do."""

import tracemalloc

import pytest
import yaml

from journeys.reading import CatalogFileError, tree
from journeys.reading.files import journey_file, journey_files
from tests.journeys.files import SMALL, changed, write


def read(text):
    return journey_file(text if isinstance(text, bytes) else text.encode(), name="a.yaml")


def problems(text):
    """What reading says, one line a problem."""
    with pytest.raises(CatalogFileError) as refused:
        read(text)
    return str(refused.value).splitlines()


def test_file_is_read_whole():
    document = read(SMALL).document

    assert document.journey.slug == "repair"
    assert [metric.code for metric in document.steps[0].metrics] == ["S01M01", "S01M02"]
    assert document.steps[1].metrics == []
    assert document.emotional_jobs.items[0].rationale == "It helps: mending takes nerve."


@pytest.mark.parametrize(
    "text",
    [b"\xef\xbb\xbf" + SMALL.encode(), SMALL.replace("\n", "\r\n"), "%YAML 1.1\n---\n" + SMALL],
    ids=["byte order mark", "CRLF", "directive"],
)
def test_file_of_another_editor_reads_the_same(text):
    assert read(text).document == read(SMALL).document


@pytest.mark.parametrize(
    "word",
    ["NO", "on", "y", "1.10", "010", "190:20:30", "2024-01-01", ".inf", "~", "null", "1e3", "0x1F"],
)
def test_bare_word_stays_text(word):
    document = read(changed("text: Daylight", f"text: {word}")).document

    assert document.situations[1].text == word


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "    low: Night\n",
            "    lo: Night\n",
            [
                "a.yaml:47: situation 2 (SIT02): “low” is missing: write what 1 means",
                "a.yaml:49: situation 2 (SIT02): the key “lo” is not known: did you mean “low”?",
            ],
        ),
        (
            "    high: Noon\n",
            "",
            ["a.yaml:47: situation 2 (SIT02): “high” is missing: write what 5 means"],
        ),
        (
            "high: Noon",
            "high:",
            ["a.yaml:50: situation 2 (SIT02): “high” is empty: write its text"],
        ),
        (
            "text: Daylight",
            "text: [Daylight]",
            ["a.yaml:48: situation 2 (SIT02): “text”: text is expected, not a list"],
        ),
        (
            "text: Daylight",
            "text: {is: Daylight}",
            ["a.yaml:48: situation 2 (SIT02): “text”: text is expected, not keys and values"],
        ),
        (
            "text: Daylight",
            "text: Light: day",
            [
                (
                    "a.yaml:48: not valid YAML: mapping values are not allowed in this context: "
                    "put a text that holds a colon and a space in quotes"
                )
            ],
        ),
        (
            "phase: define",
            "phase: Define",
            [
                (
                    "a.yaml:17: step 1 (S01): “phase”: “Define” is not known here: "
                    "use one of define, locate, prepare, confirm, execute, monitor, resolve, "
                    "modify, conclude"
                )
            ],
        ),
        (
            "when: before",
            "when: earlier",
            [
                (
                    "a.yaml:65: related job 1 (REL01): “when”: “earlier” is not known here: "
                    "use one of before, during, after"
                )
            ],
        ),
        (
            "name: Name the fault",
            f"name: {'x' * 81}",
            ["a.yaml:18: step 1 (S01): “name” has 81 characters, and 80 fit: shorten it"],
        ),
        (
            "        plain: be right about the fault\n",
            "",
            ["a.yaml:26: step 1 (S01), metric 2 (S01M02): “plain” is missing: add it"],
        ),
        (
            "    source: project\n\nideal_states",
            "\nideal_states",
            [
                (
                    "a.yaml:47: situation 2 (SIT02): “source” is missing: write `project`, "
                    "or a word of your own"
                )
            ],
        ),
        (
            "slug: repair",
            "slug: re pair",
            ["a.yaml:6: journey: “slug”: “re pair” has another form: use letters, digits, - and _"],
        ),
        (
            "position: 13",
            "position: last",
            ["a.yaml:13: journey: “position”: a whole number from 0 to 32767 is expected"],
        ),
        (
            "position: 13",
            "position: -1",
            ["a.yaml:13: journey: “position”: a whole number from 0 to 32767 is expected"],
        ),
        (
            "schema: 1",
            "schema: 2",
            ["a.yaml:1: schema “2” is not known: write 1, or update the application"],
        ),
        ("schema: 1\n", "", ["a.yaml:1: “schema” is missing: begin the file with `schema: 1`"]),
        (
            "contexts:\n",
            "contexts: some\nmore:\n",
            [
                "a.yaml:36: “contexts”: a list is expected, not text: write [] for none",
                (
                    "a.yaml:37: the key “more” is not known: known here are schema, licence, "
                    "attribution, journey, steps, contexts, situations, ideal_states, "
                    "financial_metrics, related_jobs, emotional_jobs, social_jobs, retired"
                ),
            ],
        ),
        (
            "  - code: IDEAL01\n    text: It works as on the first day.\n    source: project\n",
            "",
            [
                (
                    "a.yaml:53: “ideal_states”: a list is expected, and there is nothing: "
                    "write [] for none"
                )
            ],
        ),
        (
            "text: Daylight",
            "text: Daylight\n    text: Moonlight",
            [
                (
                    "a.yaml:49: situation 2: the key “text” stands here and on line 48: "
                    "keep one of the two"
                )
            ],
        ),
        (
            "code: SIT02",
            "code: SIT01",
            [
                (
                    "a.yaml:47: situation 2 (SIT01): the code SIT01 stands on line 42 already: "
                    "give one of the two a code of its own"
                )
            ],
        ),
        (
            "code: SIT02",
            "code: sit01",
            [
                (
                    "a.yaml:47: situation 2 (sit01): the code sit01 stands on line 42 already: "
                    "give one of the two a code of its own"
                ),
                (
                    "a.yaml:47: situation 2 (sit01): “code”: “sit01” has another form: "
                    "use a code such as SIT05 or S03M07"
                ),
            ],
        ),
        (
            "code: SIT02",
            "code: FIN02",
            ["a.yaml:47: situation 2 (FIN02): the code FIN02 is misplaced: here it is SIT01 or so"],
        ),
        (
            "code: S01M02",
            "code: S02M02",
            [
                (
                    "a.yaml:26: step 1 (S01), metric 2 (S02M02): the code S02M02 is misplaced: "
                    "here it is S01M01 or so"
                )
            ],
        ),
        (
            "avoid_heading: Undesired",
            "avoid_headin: Undesired",
            [
                (
                    "a.yaml:72: emotional_jobs: the key “avoid_headin” is not known: "
                    "did you mean “avoid_heading”?"
                )
            ],
        ),
        (
            "  - code: CTX01\n    text: Repairing a thing at home\n    source: project\n",
            "  - Repairing a thing at home\n",
            ["a.yaml:37: context 1: a group of keys and values is expected, not text"],
        ),
        (
            "code: SIT02",
            "code:",
            [
                (
                    "a.yaml:47: situation 2: “code”: “” has another form: "
                    "use a code such as SIT05 or S03M07"
                )
            ],
        ),
        ("code: SIT02", "code: *one", ["a.yaml:47: the alias *one is refused: write the text out"]),
        (
            "  - code: S01\n    phase",
            "  - phase",
            ["a.yaml:16: step 1: “code” is missing: add it"],
        ),
        (
            "      - code: S01M02\n        outcome",
            "      - outcome",
            ["a.yaml:26: step 1 (S01), metric 2: “code” is missing: add it"],
        ),
        (
            "name: Feel Able",
            "title: Feel Able",
            [
                "a.yaml:74: emotional job 1 (EMO01): “name” is missing: add it",
                (
                    "a.yaml:76: emotional job 1 (EMO01): the key “title” is not known: "
                    "known here are code, valence, name, rationale, asked, fits, source"
                ),
            ],
        ),
    ],
)
def test_mistake_is_named_with_its_line_and_the_way_out(old, new, expected):
    assert problems(changed(old, new)) == expected


def test_every_mistake_of_a_file_is_named():
    text = changed("phase: define", "phase: start")
    text = changed("low: Night", "low:", text)
    text = changed("code: FIN01", "code: FIN1", text)

    lines = [line.split(":")[1] for line in problems(text)]

    assert lines == ["17", "49", "59"]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("text: Daylight", "text: !!binary aGk=", "the tag tag:yaml.org,2002:binary is refused"),
        ("text: Daylight", "text: !!str Daylight", "the tag tag:yaml.org,2002:str is refused"),
        ("text: Daylight", "text: !own Daylight", "the tag !own is refused"),
        ("text: Daylight", "text: ! Daylight", "the tag ! is refused"),
        (
            "text: Daylight",
            "text: !!python/object/apply:os.system [touch x]",
            "the tag tag:yaml.org,2002:python/object/apply:os.system is refused",
        ),
        ("text: Daylight", "text: &day Daylight", "the anchor &day is refused"),
        ("text: Daylight", "text: *day", "the alias *day is refused"),
        ("    text: Daylight", "    <<: {text: Daylight}", "the merge key << is refused"),
        ("    text: Daylight", "    ? [a]\n    : b", "a key that is no word is refused"),
    ],
)
def test_convenience_of_yaml_is_refused(old, new, sentence):
    lines = [line for line in problems(changed(old, new)) if sentence in line]

    assert [line.split(":")[1] for line in lines] == ["48"]


def test_refused_alias_is_the_only_complaint_about_its_place():
    expected = ["a.yaml:48: the alias *day is refused: write the text out"]

    assert problems(changed("text: Daylight", "text: *day")) == expected


@pytest.mark.parametrize(
    ("escape", "name"),
    [
        (r"\0", "U+0000"),
        (r"\a", "U+0007"),
        (r"\t", "U+0009"),
        (r"\x85", "U+0085"),
        (r"\u2028", "U+2028"),
        (r"\e", "U+001B"),
        (r"\r", "U+000D"),
        (r"\x7f", "U+007F"),
    ],
)
def test_character_that_cannot_be_shown_is_refused(escape, name):
    lines = problems(changed("text: Daylight", f'text: "a{escape}b"'))

    assert lines == [f"a.yaml:48: situation 2: remove the character {name}: it cannot be shown"]


def test_lone_surrogate_is_refused():
    lines = problems(changed("text: Daylight", r'text: "a\ud800b"'))

    assert [line.rsplit(":", 1)[0][:9] for line in lines] == ["a.yaml:48"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "a.yaml:1: the file is empty: write a journey, or remove it"),
        (b"# nothing\n", "a.yaml:1: the file is empty: write a journey, or remove it"),
        (b"just words", "a.yaml:1: keys and values are expected: begin with `schema: 1`"),
        (b"- a\n- b\n", "a.yaml:1: keys and values are expected: begin with `schema: 1`"),
        (SMALL.encode("utf-16"), "a.yaml:1: this is UTF-16 or UTF-32: save the file as UTF-8"),
        (SMALL.encode("utf-32"), "a.yaml:1: this is UTF-16 or UTF-32: save the file as UTF-8"),
        (SMALL.encode("utf-16-le"), "a.yaml:1: remove the character U+0000"),
        (
            changed("Somebody", "Jos\u00e9").encode("latin-1"),
            "a.yaml:3: the byte 0xE9 is not UTF-8: save the file as UTF-8",
        ),
        (
            SMALL.replace("\n", "\r").encode(),
            "a.yaml:1: a lone carriage return ends a line here: save with LF or CRLF line ends",
        ),
        (
            changed("Somebody", "Some\u2028body").encode(),
            "a.yaml:3: remove the character U+2028: it cannot be shown",
        ),
        (
            SMALL.encode() + b"---\nschema: 1\n",
            "a.yaml:89: a second document begins here: keep one journey to a file, without `---`",
        ),
        (
            changed("  slug", "\tslug").encode(),
            (
                "a.yaml:6: not valid YAML: found character that cannot start any token: "
                "indent with spaces; put a text that begins with a sign in quotes"
            ),
        ),
        (
            b'schema: "1\n',
            (
                "a.yaml:2: not valid YAML: found unexpected end of stream: "
                "compare with the entries around it"
            ),
        ),
    ],
)
def test_file_that_is_no_journey_is_refused_in_a_sentence(data, expected):
    assert problems(data)[0].startswith(expected)


HOSTILE = {
    "brackets": (b"[" * 200_000, "1: nested more than 12 deep"),
    "braces": (b"{" * 200_000, "1: nested more than 12 deep"),
    "dashes": (b"- " * 200_000, "1: nested more than 12 deep"),
    "flow keys": (b"{a: " * 200_000, "1: nested more than 12 deep"),
    "question marks": (b"? " * 200_000, "1: nested more than 12 deep"),
    "indents": (
        b"".join(b" " * depth + b"a:\n" for depth in range(1_500)),
        "13: nested more than 12 deep",
    ),
    "keys": (
        b"".join(b"k%d: 1\n" % key for key in range(31_000)),
        "30000: the file has more than 60,000 values",
    ),
    "size": (b"a: " + b"x" * 2_000_000, "1: the file has more than 2,000,000 bytes"),
}


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_cut_off(name, loader, monkeypatch):
    data, sentence = HOSTILE[name]
    monkeypatch.setattr(tree, "_LOADER", getattr(yaml, loader))

    lines = problems(data)

    assert lines == [f"a.yaml:{sentence}: no journey is{lines[0].rpartition('no journey is')[2]}"]


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
def test_byte_order_mark_within_a_text_is_read_by_either_loader(loader, monkeypatch):
    monkeypatch.setattr(tree, "_LOADER", getattr(yaml, loader))

    document = read(changed("text: Daylight", "text: Day\ufefflight")).document

    assert document.situations[1].text == "Day\ufefflight"


@pytest.mark.parametrize("levels", [9, 18])
def test_alias_bomb_is_never_built(levels):
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, levels)
    )
    tracemalloc.start()

    lines = problems(bomb)

    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sum("the alias *" in line for line in lines) == 9 * (levels - 1)
    assert peak < 5_000_000


def test_cycle_is_refused():
    lines = problems(changed("steps:", "steps: &all [*all]\nmore:"))

    assert "a.yaml:15: the alias *all is refused: write the text out" in lines


def test_control_character_in_a_key_is_shown_escaped():
    line = problems(changed("text: Daylight", '"<b>\\e[1m": x\n    text: Daylight'))[0]

    assert line.startswith(
        r"a.yaml:48: situation 2 (SIT02): the key “<b>\u001b[1m” is not known: known here are"
    )


def test_long_text_in_a_message_is_cut():
    line = problems(changed("phase: define", f"phase: {'x' * 500}"))[0]

    assert len(line) < 700


def test_folder_gives_its_files_in_order(tmp_path):
    write(tmp_path, changed("slug: repair", "slug: b"), "b.yml")
    write(tmp_path, changed("slug: repair", "slug: a"), "a.yaml")
    write(tmp_path, "not a journey", "notes.txt")

    files = journey_files([tmp_path])

    assert [file.document.journey.slug for file in files] == ["a", "b"]


def test_problems_of_all_files_are_listed(tmp_path):
    write(tmp_path, changed("phase: define", "phase: start"), "a.yaml")
    write(tmp_path, changed("low: Night", "low:"), "b.yaml")

    with pytest.raises(CatalogFileError) as refused:
        journey_files([tmp_path, tmp_path / "missing.yaml"])

    places = [f"{problem.file}:{problem.line}" for problem in refused.value.problems]
    assert places == [
        f"{tmp_path}/a.yaml:17",
        f"{tmp_path}/b.yaml:49",
        f"{tmp_path}/missing.yaml:1",
    ]
    assert "cannot be read: No such file or directory" in str(refused.value)


def test_journey_in_two_files_is_refused(tmp_path):
    write(tmp_path, SMALL, "a.yaml")
    write(tmp_path, changed("slug: repair", "slug: Repair"), "b.yaml")

    with pytest.raises(CatalogFileError) as refused:
        journey_files([tmp_path])

    assert str(refused.value) == (
        f"{tmp_path}/b.yaml:1: the journey “repair” is in {tmp_path}/a.yaml too: "
        "keep one of the two"
    )


def test_folder_without_files_is_refused(tmp_path):
    with pytest.raises(CatalogFileError, match=r"this folder holds no \.yaml file"):
        journey_files([tmp_path])


# --- The second edition -------------------------------------------------------------------------

HEAD_END = "  stage: use\n"
METRIC_END = "        plain: be right about the fault\n"
SITUATION_END = "    high: Noon\n"


def test_noun_may_be_one_phrase_or_several():
    one = changed(HEAD_END, f"  noun: the thing\n{HEAD_END}")
    same = changed(HEAD_END, f"  noun:\n    product: the thing\n{HEAD_END}")
    several = changed(HEAD_END, f"  noun:\n    new: its heir\n    product: it all\n{HEAD_END}")

    nouns = [read(text).document.as_document()["journey"]["noun"] for text in (one, same, several)]

    assert nouns == ["the thing", "the thing", {"product": "it all", "new": "its heir"}]
    assert "noun" not in read(SMALL).document.as_document()["journey"]


def test_examples_fits_and_house_wording_are_read():
    text = changed(
        METRIC_END,
        METRIC_END
        + "        examples:\n          service: [a, 'b, c']\n          physical: [d]\n"
        + "        fits: [service, physical]\n",
    )
    text = changed(SITUATION_END, f"{SITUATION_END}    asked:\n      text: Light\n", text)
    document = read(text).document.as_document()
    metric = document["steps"][0]["metrics"][1]

    assert metric["examples"] == {"physical": ["d"], "service": ["a", "b, c"]}
    assert metric["fits"] == ["physical", "service"]
    assert document["situations"][1]["asked"] == {"text": "Light"}
    assert "asked" not in document["situations"][0]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "text: Daylight",
            "text: Daylight on {product",
            [
                (
                    "a.yaml:48: situation 2 (SIT02): “text”: a brace stands alone: write a slot as "
                    "{product}, and no other brace"
                )
            ],
        ),
        (
            "text: Daylight",
            "text: Daylight on {thing}",
            [
                (
                    "a.yaml:48: situation 2 (SIT02): “text”: {thing} is no slot: use one of "
                    "{product}, {old}, {new}, {these}, {one}, {next}"
                )
            ],
        ),
        (
            "name: Repair Journey",
            "name: Repair {product}",
            ["a.yaml:8: journey: “name” takes no slot: write the words out"],
        ),
        (
            HEAD_END,
            f"  noun:\n    products: it\n{HEAD_END}",
            [
                "a.yaml:12: journey: “product” is missing: add it",
                "a.yaml:13: journey: the key “products” is not known: did you mean “product”?",
            ],
        ),
        (
            HEAD_END,
            f"  fits: [digital, paper]\n{HEAD_END}",
            [
                (
                    "a.yaml:12: journey, fits 2: “paper” is not known here: use one of physical, "
                    "mobile, digital, service"
                )
            ],
        ),
        (
            SITUATION_END,
            f"{SITUATION_END}    asked:\n      words: Light\n",
            [
                (
                    "a.yaml:52: situation 2 (SIT02): the key “words” is not known: known here are "
                    "text, low, high"
                )
            ],
        ),
        (
            "emotional_jobs:\n",
            "retired: [SIT02, S09]\nemotional_jobs:\n",
            [
                (
                    "a.yaml:47: the code SIT02 is retired on line 70: a code is never given again, "
                    "take the next free one"
                )
            ],
        ),
    ],
)
def test_mistake_of_the_second_edition_is_named(old, new, expected):
    assert problems(changed(old, new)) == expected

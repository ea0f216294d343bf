"""``docs/begrippen.md`` says what the schema says."""

from pathlib import Path

from besluitsteun.schema.glossary import ENUM_WORDS, MEANINGS, MODEL_WORDS, as_markdown, enumerations, models, words

PAGE = Path(__file__).parents[2] / "docs" / "begrippen.md"


def test_the_page_is_the_one_made_from_the_schema() -> None:
    assert PAGE.read_text(encoding="utf-8") == as_markdown()


def test_every_model_and_every_list_of_words_has_a_dutch_name_of_its_own() -> None:
    assert set(MODEL_WORDS) == set(models())
    assert set(ENUM_WORDS) == set(enumerations())
    assert len(set(MODEL_WORDS.values())) == len(MODEL_WORDS)


def test_every_explanation_explains_a_key() -> None:
    keys = {word.dutch for word in words()} | {f"{MODEL_WORDS[word.model]}.{word.dutch}" for word in words()}
    assert set(MEANINGS) <= keys


def test_a_dutch_key_has_one_english_word_within_a_model() -> None:
    for model in models():
        own = [word for word in words() if word.model is model]
        assert len({word.dutch for word in own}) == len(own) == len({word.english for word in own})


def test_fields_that_the_loader_fills_are_no_keys() -> None:
    assets = {word.dutch for word in words() if word.model.__name__ == "Asset"}
    assert {"faaldiepte_m", "zelfstandig_opstarten"} <= assets
    assert not {"areas", "columns"} & assets

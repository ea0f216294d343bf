"""Only what draws passes as a picture."""

from __future__ import annotations

import pytest

from besluitsteun.reports.svg import Svg

from .sample_report import drawing


def within(inner: str, root: str = 'viewBox="0 0 10 20"') -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {root}>{inner}</svg>'


def test_a_drawing_gives_its_size_and_ids() -> None:
    picture = Svg(within('<defs><pattern id="stip"/></defs><rect id="vlak" fill="url(#stip)"/><use href="#vlak"/>'))
    assert (picture.width, picture.height, picture.ids) == (10, 20, ("stip", "vlak"))
    assert drawing(960, 540).width == 960


def test_an_image_may_stand_in_the_text_itself() -> None:
    assert Svg(within('<image href="data:image/png;base64,iVBORw0KGgo="/>')).ids == ()


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        "<foreignObject><p/></foreignObject>",
        "<style>* { display: none }</style>",
        "<a href='#x'/>",
        "<set attributeName='href' to='javascript:alert(1)'/>",
        "<x:script xmlns:x='http://www.w3.org/2000/svg'/>",
        "<rect onload='alert(1)'/>",
        "<rect OnClick='alert(1)'/>",
        "<use href='https://voorbeeld.invalid/a.svg#b'/>",
        "<use xlink:href='javascript:alert(1)' xmlns:xlink='http://www.w3.org/1999/xlink'/>",
        "<image href='data:image/svg+xml;base64,AAAA'/>",
        "<image href='data:text/html,x'/>",
        "<rect fill='url(https://voorbeeld.invalid/x)'/>",
        "<rect style='background: URL(//voorbeeld.invalid)'/>",
        "<rect style='fill: u\\72l(//voorbeeld.invalid)'/>",
        "<![CDATA[</svg>]]>",
        "<!-- --><?x y?>",
        "<?x y?>",
        "<rect>",
        "&onbekend;",
    ],
)
def test_what_could_act_load_or_confuse_is_refused(inner: str) -> None:
    with pytest.raises(ValueError, match="a picture"):
        Svg(within(inner))


@pytest.mark.parametrize("root", ["", 'viewBox="0 0 10"', 'viewBox="0 0 0 10"', 'viewBox="0 0 nan 10"'])
def test_a_picture_without_size_is_refused(root: str) -> None:
    with pytest.raises(ValueError, match="viewBox"):
        Svg(within("", root))


@pytest.mark.parametrize(
    "text", ["", "<p/>", '<?xml version="1.0"?><svg viewBox="0 0 1 1"/>', "<svgs viewBox='0 0 1 1'/>"]
)
def test_text_that_is_no_picture_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a picture"):
        Svg(text)

"""Word forms of Hindi and Arabic, and terms of one letter in scripts without blanks."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.matching.arabic import arabic_forms
from crawler.matching.folding import fold
from crawler.matching.hindi import devanagari_forms, latin_forms, romanised
from crawler.matching.matcher import Matcher
from crawler.matching.vietnamese import forms_by_ear, is_by_ear

ON = date(2026, 11, 1)

HINDI = [
    ("तेंदुओं की खाल", "Panthera pardus"),
    ("हाथी दाँत का कंगन", "Elephas maximus"),
    ("भेड़िये के दांत", "Canis lupus"),
    ("काले हिरण के सींग", "Antilope cervicapra"),
    ("उल्लू के नाखून", "Strigiformes"),
    ("सर्पगन्धा जड़", "Rauvolfia serpentina"),
    ("gende ka seeng", "Rhinocerotidae"),
    ("tendua khal", "Panthera pardus"),
    ("bhaloo ka nakhoon", "Ursidae"),
    ("kala hiran ka sing", "Antilope cervicapra"),
    ("gaindey ka sing asli", "Rhinocerotidae"),
    ("hathi ki haddi", "Elephantidae"),
    ("bandar ki khopdi purani", "Primates"),
]

ARABIC = [
    ("سلاحف مصرية صغيرة", "Testudo kleinmanni"),
    ("عصا بمقبض عاج", "Loxodonta africana"),
    ("مجموعة من الصقور الجير", "Falco rusticolus"),
    ("قرود مارموسيت جوز", "Callithrix jacchus"),
    ("أسنان حوت قديمة", "Cetacea"),
    ("محفظة بجلد التمساح", "Crocodylia"),
    ("عـ.ـاج خام قطع", "Loxodonta africana"),
]

VIETNAMESE_BY_EAR = [
    ("sừng tê gjác", "Rhinocerotidae"),
    ("sừng tê jác", "Rhinocerotidae"),
    ("ngà zoi nguyên cặp", "Elephas maximus"),
    ("zượn bạc má", "Hylobatidae"),
]

BESIDE_A_NAME = [
    ("猞猁皮", "Lynx"),
    ("雪豹爪 一对", "Panthera uncia"),
    ("北极熊骨一块", "Ursus maritimus"),
    ("ヒグマの爪 4本", "Ursus arctos"),
    ("치타 이빨", "Acinonyx jubatus"),
    ("ゴリラの骨 標本", "Gorilla"),
    ("コノハズク 2羽", "Otus"),
]

KEEPERS_WORDS = [
    ("黄头侧颈苗 一对", "Podocnemis unifilis"),
    ("婆罗洲无耳蜥 成体", "Lanthanotus borneensis"),
    ("トウブドロガメ CB ペア", "Kinosternon"),
    ("ツチイグアナ ベビー", "Cyclura"),
    ("이스턴머드터틀 3마리", "Kinosternon"),
    ("เต่าหกแผ่น ตัวใหญ่", "Notochelys platynota"),
    ("sirip hiu lanjaman kering", "Carcharhinus falciformis"),
    ("rùa sa nhâng giống", "Cuora mouhotii"),
    ("وكري فرخ", "Falco biarmicus"),
    ("धवल बरुआ जड़", "Rauvolfia serpentina"),
]

NOTHING = [
    "アメリカ製 ジャケット",
    "フロリダ ディズニー 土産",
    "马达加斯加香草荚",
    "菊水 ふなぐち 日本酒",
    "금호타이어 4본",
    "شيري تيجو 8 برو",
    "老虎头像 壁纸",
    "जंगली बिल्ली का कैलेंडर",
    "hathi chhap maachis packet",
    "تويوتا صقر ٢٠١٥",
    "sing a song book",
    "सोने की अंगूठी पुरानी",
    "سن العمل ١٨ سنة",
    "皮带 男士 自动扣",
    "河馬皮皮 零食店",
    "हाथी दांत रंग की साड़ी",
    "nakli bagh nakh plastic ka",
]


def raised(matcher: Matcher, title: str) -> set[str]:
    matches = matcher.match(title, on=ON)
    return {match.taxon for match in matches if match.offer != "unlikely"}


@pytest.mark.parametrize(
    ("title", "taxon"),
    [*HINDI, *ARABIC, *VIETNAMESE_BY_EAR, *BESIDE_A_NAME, *KEEPERS_WORDS],
)
def test_a_form_is_read_as_the_name(matcher: Matcher, title: str, taxon: str) -> None:
    assert taxon in raised(matcher, title)


@pytest.mark.parametrize("title", NOTHING)
def test_another_word_offers_nothing(matcher: Matcher, title: str) -> None:
    assert raised(matcher, title) == set()


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        ("हाथी दांत", "hathi dant"),
        ("लकड़ी", "lakdi"),
        ("मगरमच्छ", "magarmachh"),
        ("अजगर", "ajgar"),
        ("ज़िंदा", "zinda"),
        ("जंगली मुर्गा", "jangli murga"),
        ("सर्पगंधा", "sarpagandha"),
        ("चंपा", "champa"),
    ],
)
def test_hindi_is_written_in_latin_letters_as_spoken(written: str, latin: str) -> None:
    assert romanised(written) == latin


def test_a_hindi_word_in_latin_letters_has_the_spellings_of_sellers() -> None:
    assert {"haathi", "hathee"} <= latin_forms("hathi")
    assert {"tendue", "tenduah"} <= latin_forms("tendua")


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("तेंदुआ", "तेंदुओं"),
        ("काला हिरण", "काले हिरणों"),
        ("मकड़ी", "मकड़ियों"),
        ("चंदन", "चन्दन"),
        ("चन्दन", "चंदन"),
    ],
)
def test_a_hindi_name_is_inflected(word: str, form: str) -> None:
    assert form in devanagari_forms(word)


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("سلحفاة", "السلاحف"),
        ("صقر", "صقور"),
        ("مقبض", "بمقبض"),
        ("مصري", "المصرية"),
        ("بومة", "بومات"),
    ],
)
def test_an_arabic_word_has_its_article_its_plurals_and_prepositions(
    word: str, form: str
) -> None:
    assert fold(form).text in arabic_forms(fold(word).text)


def test_a_short_arabic_word_takes_no_letter_before_it() -> None:
    assert fold("بحر").text not in arabic_forms(fold("حر").text)


def test_the_nukta_and_either_nasal_sign_are_folded() -> None:
    assert fold("ज़िंदा दाँत").text == fold("जिंदा दांत").text


@pytest.mark.parametrize(
    ("counted", "alone"),
    [
        ("フクロウ 2羽", "フクロウ"),
        ("원숭이 3마리", "원숭이"),
        ("elang 2 ekor", "elang"),
    ],
)
def test_counted_animals_are_living_ones(
    matcher: Matcher, counted: str, alone: str
) -> None:
    more, less = (matcher.match(text, on=ON)[0].score for text in (counted, alone))
    assert more > less


def test_a_hindi_word_in_latin_letters_weighs_on_names_of_other_languages_never(
    matcher: Matcher,
) -> None:
    # Hindi `makan` is a house, Indonesian `makan` eats.
    assert "Nycticebus" in raised(matcher, "kukang jinak makan pisang")


def test_vietnamese_by_ear_keeps_its_accents(matcher: Matcher) -> None:
    assert forms_by_ear("giác") == {"jác", "gjác", "zác", "ziác"}
    assert is_by_ear("sừng tê jác", "sừng tê giác")
    assert not is_by_ear("sừng tê jac", "sừng tê giác")
    assert not raised(matcher, "zải nhựa")  # `vải nhựa`, oilcloth

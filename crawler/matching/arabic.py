"""How Arabic words are written: articles and prepositions joined on, broken plurals.

All words are folded: no hamza on its seat, ha for ta marbuta, one form of ya and kaf.
"""

from __future__ import annotations

from crawler.matching.folding import fold

_JOINED = ("ال", "وال", "لل", "بال")
_PREPOSITIONS = ("ب", "و")
_LEAST_FOR_PREPOSITION = 4
"""Letters of a word before which one more letter makes no other word."""
# Singular and plurals; no rule of endings gives these.
_BROKEN = """
    سلحفاة سلاحف | صقر صقور | قرد قرود قردة | نمر نمور | أسد أسود | فيل أفيال فيلة
    ناب أنياب | سن أسنان | قرن قرون | جلد جلود | طائر طيور | طير طيور | فرخ أفراخ فراخ فروخ
    ببغاء ببغاوات | تمساح تماسيح | ثعبان ثعابين | حية حيات | أفعى أفاعي | غزال غزلان
    نسر نسور | عقاب عقبان | بومة بوم | دب دببة | ذئب ذئاب | ثعلب ثعالب | فهد فهود
    قط قطط | حرباء حرابي | سحلية سحالي | ضب ضبان ضبوب | ورل أورال | قرش قروش
    سمكة أسماك سمك | عقرب عقارب | عنكبوت عناكب | ضفدع ضفادع | فراشة فراشات
    زهرة زهور أزهار | شجرة أشجار شجر | سبحة سبح | مسبحة مسابح | شبل أشبال | بيضة بيض
    ريشة ريش | مخلب مخالب | جمجمة جماجم | صدفة أصداف صدف | حوت حيتان | دلفين دلافين
    حصان أحصنة | زعنفة زعانف | درقة دروق | عظم عظام | حجل حجول | ظفر أظافر | مقبض مقابض
    خنجر خناجر | جنبية جنابي | تمثال تماثيل | خاتم خواتم | حزام أحزمة | حذاء أحذية
    حقيبة حقائب | شنطة شنط | محفظة محافظ | قلادة قلائد | سوار أساور | بذرة بذور
    شتلة شتلات شتل | صبار صباريات | نبتة نباتات | حشرة حشرات | زاحف زواحف | عصفور عصافير
    بلبل بلابل | كركي كراكي | نعامة نعام | حبارى حباري | وشق وشوق | سنجاب سناجب
    خفاش خفافيش | كيس أكياس | قشرة قشور | صغير صغار | كبير كبار | حمار حمير
"""


def _broken_plurals() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for entry in _BROKEN.replace("\n", "|").split("|"):
        singular, *plurals = fold(entry).text.split() or [""]
        found.setdefault(singular, set()).update(plurals)
        for plural in plurals:  # a list may hold the plural alone
            found.setdefault(plural, set()).add(singular)
    return found


_PLURALS = _broken_plurals()


def arabic_forms(word: str) -> set[str]:
    """Give the other forms of a folded word: `سلحفاه` is met as `السلاحف`."""
    numbers = {word, *_endings(word), *_PLURALS.get(word, ())}
    found = set(numbers)
    for form in numbers:
        if not form.startswith("ال"):
            found |= {joined + form for joined in _JOINED}
        if len(form) >= _LEAST_FOR_PREPOSITION:
            found |= {letter + form for letter in _PREPOSITIONS}
    return found


def _endings(word: str) -> set[str]:
    if word.endswith("ه"):
        return {word[:-1] + "ات"}
    return {word + "ات", word + "ه"} if word[-1] not in "او" else {word + "ات"}

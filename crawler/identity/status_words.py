"""Words of a title that tell of the offer's fate, not of the goods.

"Price drop", "still available", "wieder da": a title that was given or has lost them is
the same title. Folded, as `crawler.identity.texts.fold` does.
"""

from __future__ import annotations

from crawler.identity.texts import fold

_WRITTEN = """
again available back bargain buyer drop dropped final flaked free gone last lower lowered
must new now obo offer only price priced re reduced reduction relist relisted restocked
sale sell selling still stock this time today urgent week weekend work works
abholung angebot da dringend endpreis festpreis gesenkt letzter neu neuer noch preis
preissenkung reduziert rest runter verfugbar verhandelbar verkaufe vb wieder
a annonce baisse cause disponible dispo encore offre prix remise reduit revu toujours
urgent vends vente
ahora baja bajada bajado descuento disponible oferta ofertas precio rebaja rebajado
sigue ultimo urge vendo vende venta
ancora affare disponibile prezzo ribassato ribasso sconto trattabile vendesi
abaixou baixou desconto disponivel oferta preco promocao ultima
afgeprijsd beschikbaar koop korting nog prijs te verlaagd
aktualne cena cenie obnizka ponownie pilnie przecena sprzedam taniej
cena levne levneji prodam sleva snizeno znovu
ar csokkent eladng elado ujra
disponibil pret redus reducere vand
pris rea saljs sankt
prodam prodaja snizeno
актуально возврат ещё новая продам продаю продаётся скидка снижена срочно торг цена цену
дешево знижка продам ціна
fiyat indirim indirimli satilik son acil
diskon dijual jadi jual murah nego ready sampai
ลดราคา ขาย ด่วน
giảm giá bán gấp cần
降价 出售 转让 急 特价
値下げ 値下げしました 再出品 最終
급처 분양 분양합니다 할인
πωλειται πωλω τιμη
للبيع عاجل تخفيض سعر السعر
فروش فوری تخفیف
"""
STATUS_WORDS = frozenset(fold(_WRITTEN).split())

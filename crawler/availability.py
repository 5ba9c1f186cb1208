"""Words with which sites say that an offer is open, sold or ended."""

from __future__ import annotations

import shlex

# Values of https://schema.org/ItemAvailability, Open Graph's, and what sites write.
_ENDED = """
    soldout outofstock discontinued oos "out of stock" "sold out" sold ended closed
    expired unavailable "not available" verkauft ausverkauft beendet vendu vendue épuisé
    terminé vendido vendida agotado esgotado finalizado encerrado venduto venduta esaurito
    verkocht uitverkocht sprzedane продано terjual habis "đã bán" 已售 已售出 售出 售罄 賣出
    已結束 売り切れ 판매완료 ขายแล้ว satıldı مباع "تم البيع"
"""
_OPEN = """
    instock "in stock" limitedavailability onlineonly instoreonly preorder presale backorder
    madetoorder available active open reserved pending "for sale" verfügbar "auf lager"
    disponible "en stock" disponível disponibile beschikbaar dostępny "в наличии" tersedia
    "còn hàng" 有货 有貨 在庫あり 판매중 mevcut متوفر
"""
ENDED = frozenset(shlex.split(_ENDED))
OPEN = frozenset(shlex.split(_OPEN))

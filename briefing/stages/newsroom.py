"""The words of Vietnamese news sites: agencies, outlets, sections, headings, and the furniture around articles.

Plain phrases with `|` between them go into `alternatives`, regular expressions for the cleaning rules come out. Tone
marks stand in the older style ('hòa', 'khỏe'), to which the rules bring every line before they look at it.
"""

from __future__ import annotations

import re
from typing import Final


def alternatives(phrases: str) -> str:
    """A pattern for any of the phrases, which `|` separates; the longest is tried first."""
    listed = {" ".join(phrase.split()) for phrase in phrases.split("|")}
    ordered = sorted(listed - {""}, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(phrase).replace("\\ ", r"\s+") for phrase in ordered)


CAPITAL: Final = "[{}]".format("".join(chr(code) for code in range(0x1F00) if chr(code).isupper()))
"""A character class of the capital letters of European scripts; `re` has none of its own."""

NAME_WORD: Final = rf"{CAPITAL}[\w.'’+&-]*"

AGENCIES: Final = alternatives(
    """TTXVN phát | TTXVN | VNA | Vietnam+ | VietnamPlus | AFP | Reuters | REUTERS | AP | EPA | EPA-EFE | EFE |
    Getty Images | Getty | THX | Xinhua | Tân Hoa xã | Tân Hoa Xã | Kyodo | Yonhap | Sputnik | RIA |
    RIA Novosti | TASS | Bloomberg | CNN | BBC | NBC | CNBC | Nikkei | Nikkei Asia | ANI | CCTV | AA |
    Anadolu | VGP | BNG | NVCC | CTV | PV | VOV | VTV | VPQH | VPCTN | VPCP | QĐND | CAND | Internet |
    Facebook | Shutterstock | Unsplash | Bộ Ngoại giao | Báo Chính phủ | Báo Nhân Dân | Nhân Dân | VnExpress |
    Tuổi Trẻ | Thanh Niên | Dân trí | Tiền Phong | Quochoi.vn | Quốc hội | Media Quốc hội | Báo Quốc tế |
    Wikipedia | Zing | VietNamNet | Lao Động""",
)

OUTLETS: Final = alternatives(
    """TPO | TTO | NDO | SGGPO | SGGP | PLO | NLĐO | NLĐ | VOV | VTV | TTXVN | CPV | ĐCSVN | HNMO | HNM | TNO |
    KTĐT | GDTĐ | GD&TĐ | CAND | CATP | QĐND | VGP | PNO | CLO | KTSG | TBKTSG | ANTĐ | ANTD | TBTCO | LĐO |
    VNF | VnExpress | Vietnam+ | VietnamPlus | Dân trí | Dân Trí | VTC News | ĐTCK | PLVN | TN&MT | TG&VN |
    Kinhtedothi | Chinhphu | VietNamNet | Vietnamnet | Zing | Baoquocte | Nhân Dân | Tổ Quốc | Tin tức |
    Reuters | AFP | Xinhua | BĐT | ABO""",
)

SECTIONS: Final = alternatives(
    """thế giới | thời sự | chính trị | xã hội | kinh tế | kinh doanh | pháp luật | giáo dục | y tế | sức khỏe |
    văn hóa | giải trí | thể thao | khoa học | công nghệ | du lịch | đời sống | bất động sản | quốc tế |
    trong nước | quốc phòng | an ninh | quốc phòng - an ninh | an ninh - quốc phòng | đối ngoại |
    xây dựng đảng | tài chính | ngân hàng | tài chính - ngân hàng | chứng khoán | doanh nghiệp | môi trường |
    giao thông | nhịp sống | góc nhìn | bạn đọc | tin tức | tin trong nước | tin quốc tế | biển đảo |
    người lính | hồ sơ | quân sự | phân tích | trang chủ | sự kiện | multimedia | emagazine |
    kinh tế - xã hội | chính trị - xã hội | văn hóa - xã hội | khoa học - công nghệ | công nghệ - môi trường |
    thị trường | năng lượng | địa phương | vấn đề hôm nay""",
)

LAST_HEADINGS: Final = alternatives(
    """xem nhiều | xem nhiều nhất | đọc nhiều | đọc nhiều nhất | tin đọc nhiều | bài đọc nhiều | tin xem nhiều |
    tin nóng | mới - nóng | mới – nóng | mới nóng | tin mới | tin mới nhất | mới nhất | tin nổi bật |
    tin cùng chuyên mục | cùng chuyên mục | bài cùng chuyên mục | bài viết cùng chuyên mục | tin khác |
    các tin khác | tin tức khác | tin bài khác | bài viết khác | các bài khác | tin cũ hơn | tin mới hơn |
    các tin cũ hơn | đừng bỏ lỡ | có thể bạn quan tâm | bạn có thể quan tâm | có thể bạn thích | dành cho bạn |
    gợi ý cho bạn | ý kiến bạn đọc | bạn đọc bình luận | tin tài trợ | video nổi bật | tin trong ngày |
    nhiều người đọc | đọc nhiều trong tuần | tin đáng đọc | cùng tác giả""",
)
"""Headings behind which no article goes on."""

BOX_HEADINGS: Final = alternatives(
    """tin liên quan | bài liên quan | tin bài liên quan | bài viết liên quan | các tin liên quan | liên quan |
    xem thêm | đọc thêm | cùng chủ đề | chủ đề liên quan | tin cùng sự kiện | cùng sự kiện | chùm bài |
    video liên quan | đáng chú ý | bình luận | ý kiến | nổi bật | tiêu điểm""",
)
"""Headings that also stand over boxes in the middle of an article."""

SHARE_WORDS: Final = alternatives(
    """chia sẻ | chia sẻ bài viết | chia sẻ bài | chia sẻ lên | chia sẻ qua | chia sẻ tin | chia sẻ ngay |
    facebook | fanpage | twitter | zalo | linkedin | pinterest | telegram | messenger | viber | gửi email |
    gửi e-mail | email | e-mail | copy link | sao chép | sao chép liên kết | link bài gốc | lấy link | in bài |
    in bài viết | in trang | in tin | bản in | lưu bài | lưu bài viết | lưu tin | thích | like | share |
    tweet | bình luận | gửi bình luận | xem bình luận | viết bình luận | ý kiến | google news | nghe đọc bài |
    nghe bài | nghe podcast | nghe tin | giọng nữ | giọng nam | miền bắc | miền nam | miền trung | cỡ chữ |
    quay lại | trở lại | về trang chủ | lên đầu trang | đầu trang | đăng nhập | đăng ký | quan tâm | theo dõi |
    xem nhanh | phút đọc | số phút đọc | lượt xem | đọc bài | trên | báo | a | x | in | lưu | gửi""",
)

"""Word lists behind `names`: surnames, places that begin like surnames, exonyms and Vietnamese acronyms.

Plain data; nothing is computed here but the sets.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.replace("\n", " ").split(",") if part.strip())


STRONG_SURNAMES = _words(
    """Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Ngô Đinh Trương Trịnh Đoàn Phùng Quách Nghiêm Doãn Khuất
    Tô Lương Dương Hồ Lý Đào Vương Tạ Lã Lâm Kiều Tống Đàm Lưu Triệu Thân Mạc Giàng Sùng Lò Vừ Thào Vàng Lù Hứa Ngạc
    Tôn Quàng Cầm Lường Hoàn Chử Cù Nhữ Lục Ninh Khổng Nông Thạch Bế Ngạc""",
)
WEAK_SURNAMES = _words(
    """Mai Hà Cao Thái Chu Vi Châu Đồng Âu La Ma An Bạch Giang Tăng Từ Ông Lại Hầu Viên Cung Sầm Bàn Đới Văn Ứng Sử
    Tiêu Tống Thiều Trà Kim Danh Điểu Siu Ksor Rơ Y H Hạ Đường Yên Sơn Cống Ngụy Tòng Hờ Lầu Tẩn Chảo Phàn Lỳ Pờ Vù
    Mùa Thò Liễu Phí Lều Ninh Chế Thi Dư Mã Trang Nghê Cát Diệp Khúc Thẩm""",
)
MIDDLE_NAMES = _words(
    """Thị Văn Đình Xuân Hữu Minh Thanh Quang Ngọc Hồng Đức Công Quốc Bá Trọng Thế Duy Mạnh Hoàng Hải Kim Thu Thúy Bích
    Tiến Việt Anh Gia Khắc Viết Sỹ Sĩ Nhật Như Phương Hoài Huy Chí Vĩnh Tuấn Nam A Mí""",
)
# Written like a surname and given names, but a place, a people, an institution, or already an English word of its own.
NOT_PERSONS = _phrases(
    """Hà Nội, Hà Tĩnh, Hà Giang, Hà Nam, Hà Lan, Hà Tiên, Hà Đông, Hà Nam Ninh, Hà Tây, Cao Bằng, Cao Lãnh, Cao Lạng,
    Lâm Đồng, Thái Bình, Thái Bình Dương, Thái Lan, Thái Nguyên, Thái Hòa, Hồ Chí Minh, Mai Châu, Mai Linh,
    Đồng Nai, Đồng Tháp, Đồng Hới, Đồng Đăng, Đồng Xoài, Đồng Văn, Đồng Khởi, Lào Cai, Châu Á, Châu Âu, Châu Phi,
    Châu Mỹ, Châu Đốc, Châu Đại Dương, An Giang, An Ninh, Âu Mỹ, Âu Lạc, Hoàng Sa, Hoàng Mai, Hoàng Thành,
    Hoàng Cung, Hoàng Liên Sơn, Trương Sa, Lý Sơn, Vũ Hán, Vũ Quang, Vũ Đại, Phan Thiết, Phan Rang, Ninh Bình,
    Ninh Thuận, Ninh Hòa, Giang Tô, Giang Tây, Giang Biên, La Mã, Vương Quốc, Đoàn Thanh, Đoàn Việt Nam,
    Đoàn Công Tác, Đoàn Kết, Đoàn Đại, Đô Thị, Đặng Xá, Hồ Tây, Hồ Gươm, Hồ Tràm, Hồ Núi Cốc, Hồ Hoàn Kiếm,
    Lương Sơn, Lương Thực, Văn Lâm, Văn Chấn, Văn Yên, Văn Bàn, Kim Bảng, Kim Sơn, Kim Thành, Vi Phạm, Đông Dương,
    Ma Cao, Mã Lai, Kim Động, Sơn La, Sơn Tây, Yên Bái, Từ Liêm, Từ Sơn, Nông Nghiệp, Nông Thôn, Nông Dân,
    Đường Sắt, Đường Bộ, An Sinh, Dương Kinh, Tô Lịch, Đinh Vũ, Đình Vũ, Lê Chân, Vàng Bạc, Vàng Đen, Thạch Thất,
    Thạch Hà, Thạch An, Lục Ngạn, Lục Nam, Lục Yên, Tân An, Lạc Sơn, Lào Cai, Bạch Mai, Bạch Đằng, Bạch Long Vĩ,
    Văn Miếu, Văn Hóa, Tăng Trưởng, Tôn Giáo, Lục Quân, Đồng Bằng, Đồng Chí, Quốc Hội, Lưu Xá, Phó Đức, Cầm Phả,
    Cẩm Phả, Trà Vinh, Trà My, Viên Chăn, Vàng Danh, Thái Hà, Hà Trung, Hà Đô, Mai Dịch, Triệu Phong, Triệu Sơn,
    Đinh Bộ, Mã Pí Lèng, Thái Thụy, Hạ Long, Hạ Viện, Hà Khẩu, Hà Bắc, Hà Nam Trung Quốc, Lý Thái Tổ, Kim Liên,
    Trà Cú, Trà Cổ, Cao Xá, Trà Nóc, Sơn Dương, Sơn Động, Thạch Bàn, Văn Quán, Văn Giang, Văn Lãng, Đồng Kỵ,
    Đồng Phú, Đồng Tâm, La Gi, La Ngà, Tây Nguyên, Kim Thoa, Đường Lâm""",
)
# Places of which the last syllable may be taken for the surname of the person that follows.
PLACES = _phrases(
    """Bắc Ninh, Bắc Giang, Bắc Kạn, Tây Ninh, Quảng Ninh, Hải Dương, Bình Dương, Lạng Sơn, Hậu Giang, Kiên Giang,
    Tiền Giang, Hà Giang, An Giang, Bạc Liêu, Cà Mau, Hải Phòng, Đà Nẵng, Cần Thơ, Hà Nội, Bến Tre, Long An,
    Đắk Lắk, Đắk Nông, Gia Lai, Kon Tum, Khánh Hòa, Phú Yên, Bình Định, Bình Thuận, Bình Phước, Ninh Thuận,
    Quảng Nam, Quảng Ngãi, Quảng Trị, Quảng Bình, Thanh Hóa, Nghệ An, Hưng Yên, Nam Định, Phú Thọ, Vĩnh Phúc,
    Vĩnh Long, Trà Vinh, Sóc Trăng, Tuyên Quang, Thừa Thiên Huế, Lai Châu, Điện Biên, Yên Bái, Hòa Bình, Sơn La,
    Lào Cai, Bà Rịa, Vũng Tàu, Nha Trang, Bắc Kinh, Công Thương, Ngoại Giao, Trung Ương, Trung Quốc, Hàn Quốc,
    Triều Tiên, Việt Nam, Nhật Bản, Thái Lan, Đài Loan""",
)
# Chinese and Korean persons under their Sino-Vietnamese names: read as Vietnamese they would come out wrong.
SINO_NAMES = {
    "Tập Cận Bình": "Xi Jinping",
    "Lý Cường": "Li Qiang",
    "Lý Khắc Cường": "Li Keqiang",
    "Vương Nghị": "Wang Yi",
    "Triệu Lạc Tế": "Zhao Leji",
    "Vương Hộ Ninh": "Wang Huning",
    "Hồ Cẩm Đào": "Hu Jintao",
    "Ôn Gia Bảo": "Wen Jiabao",
    "Giang Trạch Dân": "Jiang Zemin",
    "Đặng Tiểu Bình": "Deng Xiaoping",
    "Mao Trạch Đông": "Mao Zedong",
    "Chu Ân Lai": "Zhou Enlai",
    "Thái Kỳ": "Cai Qi",
    "Kim Nhật Thành": "Kim Il Sung",
    "Kim Chính Nhật": "Kim Jong Il",
    "Kim Chính Ân": "Kim Jong Un",
    "Đinh Tiết Tường": "Ding Xuexiang",
    "Lý Hy": "Li Xi",
    "Hàn Chính": "Han Zheng",
    "Hà Lập Phong": "He Lifeng",
    "Đổng Quân": "Dong Jun",
    "Tần Cương": "Qin Gang",
    "Lý Thượng Phúc": "Li Shangfu",
    "Dương Khiết Trì": "Yang Jiechi",
    "Lưu Kiến Siêu": "Liu Jianchao",
    "Uông Văn Bân": "Wang Wenbin",
    "Lâm Kiếm": "Lin Jian",
    "Hà Vĩ": "He Wei",
    "Hùng Ba": "Xiong Bo",
    "Mao Ninh": "Mao Ning",
    "Bành Lệ Viện": "Peng Liyuan",
    "Lý Hiển Long": "Lee Hsien Loong",
    "Lý Quang Diệu": "Lee Kuan Yew",
    "Hoàng Tuần Tài": "Lawrence Wong",
    "Lương Chấn Anh": "Leung Chun-ying",
    "Lâm Trịnh Nguyệt Nga": "Carrie Lam",
    "Thái Anh Văn": "Tsai Ing-wen",
    "Lại Thanh Đức": "Lai Ching-te",
    "Tôn Trung Sơn": "Sun Yat-sen",
    "Tưởng Giới Thạch": "Chiang Kai-shek",
}
# Words left to the model: countries and peoples take adjectives in English, exonyms are spelled otherwise.
COUNTRIES = _words(
    """Singapore Malaysia Indonesia Myanmar Philippines Brunei Campuchia Kampuchea Belarus Ukraine Ukraina Canada
    Australia Israel Iran Iraq Cuba Venezuela Brazil Argentina Chile Mexico Peru Pakistan Bangladesh Nepal
    Kazakhstan Uzbekistan Serbia Hungary Bulgaria Romania Slovakia Slovenia Croatia Albania Armenia Azerbaijan
    Georgia Moldova Estonia Latvia Lithuania Litva Algeria Angola Mozambique Nigeria Kenya Ethiopia Ethiopi Sudan
    Tanzania Uganda Zambia Zimbabwe Namibia Botswana Rwanda Senegal Ghana Cameroon Congo Libya Tunisia Morocco Maroc
    Syria Lebanon Liban Jordan Yemen Oman Qatar Kuwait Bahrain Afghanistan Turkmenistan Tajikistan Kyrgyzstan
    Maldives Bhutan Malta Cyprus Iceland Luxembourg Monaco Andorra Bosnia Kosovo Montenegro Macedonia Ecuador
    Bolivia Paraguay Uruguay Colombia Guatemala Honduras Nicaragua Panama Haiti Jamaica Dominica Fiji Palau Vanuatu
    Samoa Tonga Mongolia Palestine Palestin Hindu Do-thái Catalonia Malaixia Inđônêxia Xinhgapo Philippin Mianma
    Ôxtrâylia Niu Di-lân Mátxcơva Matxcơva Moskva Maskva Triều Kazakstan Xcốt-len Viêng Viêngchăn Mexicô Braxin
    Achentina Italia Italy Ý Ireland Scotland Wales Israen Libăng Siria Xyri Iraq Irắc Bhutan Somalia Mali Niger
    Chad Gabon Benin Togo Guinea Liberia Gambia Mauritius Madagascar Eritrea Burundi Malawi Lesotho Xanh-ga-po
    Ma-lai-xi-a In-đô-nê-xi-a Mi-an-ma Cam-pu-chia Phi-líp-pin Ốt-xtrây-li-a Xô Ailen Ả-rập Arab Arabia Kuala
    Bangkok Băng-cốc Paris Athens Rome Roma Praha Vienna Geneva Genève Giơnevơ Washington Bắc-kinh Phnom Phnôm Pênh
    Penh Zealand Vientiane Xiêng Seoul Tokyo Copenhagen Lisbon Bruxelles Brussels Warszawa Warsaw Budapest Havana
    Kremlin Washinton Kiev Kyiv Crimea Donbass Gaza Mekong Mê-kông Mêkông Mỹ-Latinh Latin Islam Hamas Houthi
    Hezbollah Kurd Taliban Anh-Mỹ Video Internet Online Email Website Robot Logistics Container Clip Marketing Virus
    Vaccine Vắc-xin Blockchain Oscar Czech Media Kông Rumani Xiri Gruzia Grudia Mauriti Axit Kitô Habana Manche Haye
    Caspi Caspian Caribe Latinh ADN Lanka Vatican Olympic Olympics Corona Coronavirus Facebook-er Noel Euro""",
)
VIETNAMESE_ACRONYMS = _words(
    """TTXVN TPO TP UBND HĐND HĐQT NXB CHDCND CHLB PV GS PGS TS ThS BS KTS LS NSND NSƯT BCT BCH BTV CSGT CAND QĐND CSĐT
    VKS VKSND TAND THPT THCS ĐH ĐHQG CĐ CLB BĐS DN KCN KCX KKT XHCN CNXH CNTT TNHH MTV LHQ LĐLĐ MTTQ TƯ BCHTW NHNN
    NHTM VN TNGT HLV VĐV BHXH BHYT BTC BGD GD GDĐT NN PTNT KH ĐT TT NQ QĐ NĐ CP TW QL TL VND VNĐ USD EUR NDT AUD NZD
    CAD SGD CNY JPY KRW GBP THB LAK KHR RUB INR MYR IDR PHP CHF HKD TWD PLN SEK NOK CZK RMB Km KM TPHCM HCM HN CATP
    CA PCCC QLTT XNK VPCP UBTVQH ĐBQH ĐBSCL ĐBSH TBT CT PCT TTg QH BYT BQP BCA BNG BKH ATTP ATGT CCB TNXP GTVT VHTT
    VHTTDL TNMT UBTƯ UBKT UBTW ĐCSVN LLVT LHPN TTCK CTCP DNNN KTXH KT XH CHXHCN SGK HSSV ĐHQGHN ĐBP HTX NLĐ XKLĐ
    PTTH NSNN ODA FDI GDP ÔNG BÀ THE CEO GRDP KOL MC TV CV Cty ĐVT""",
) - frozenset({"ODA", "FDI", "GDP", "CEO", "GRDP", "KOL", "MC", "TV", "CV", "THE"})
# Vietnamese syllables without diacritics that open sentences or names of things: never part of a foreign name.
ASCII_SYLLABLES = _words(
    """Nga Anh Trung Theo Khi Sau Du Uy Trong Cho Lan Nam Lai Tin Hai Ba Sang Mai Tuy Do Qua Thu Ninh Thanh Long Phi
    Chi Phong Hay Ngay Trang Xin Nay Kim Nhung Trao Ra Tuy Lo Bay Ban Cha Con Em Tham Xem Thay Tham Song Xe Quan
    Quang Xuyen Gia Giao Thi Tham Giang Son Sinh Hoa Hy Quy Ca Cao Binh Cung Tam Y Bia Chia Cung Ai Duy Khoa Minh
    Mong Mua Ngo Ngoan Nghe Nghi Nhanh Ph Phim Tranh Tra Trai Tri Vi Vinh Xung Xung Thương Ban Dinh Cam Cho Chung
    Chuy Coi Danh Doanh Dung Dao Di Dua Ga Ghi Giai Hoan Hong Kho Khoan Khung Kinh Kinh Lao Lo Loan Lon Mang May Mo
    Mong Nghi Nguy Nhu Ninh Nhau Nhi Phan Phao Pho Phu Quay Quen Sao Sa San Sau Se Su Suy Ta Tai Tay Thai Than The
    Thi Thua Thung Tinh To Toa Tom Tong Trau Tranh Treo Tro Troi Tru Tu Tung Tuyen Van Vang Ve Vai Voi Vui Vu Vua Xa
    Xanh Xong Xu Xuan Yen Ah Oh La Ma Na Di Da Cu Chua Bao Bay Bi Bo Bom Bong Bia Chim Chinh Dai Dong Gian Hang Ham
    Han Hao Hi Ho Hung Huy Ke Keo Khai Khan Khoang Leo Lau Ly Mai Men Mi Mu Nem Nha Nhan Nhang Nho Nuoi Nghia Nghiem
    Phai Pham Quai Sam Sen Sinh Sung Tan Tang Thang Thao Thien Tho Thom Tia Tien Tieu Tim Trinh""",
)

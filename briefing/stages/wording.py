"""The words that tell an analyst's sentence from filler: decisions, documents, ceremony, openers without a subject.

Lists of Vietnamese phrases, each ready for longest-match search on whole syllables. They are data: what they weigh
stands in `salience.Weights`. `besides` names longer phrases that hold a listed word and mean something else ("trao" is
to hand over, "trao đổi" to talk).
"""

from __future__ import annotations

from collections.abc import Sequence

from briefing.lang.phrases import PhraseTable, Token
from briefing.records import dataclass


@dataclass(frozen=True, slots=True)
class WordList:
    """Phrases to look for; from place `real` on, the table holds those that only hide others."""

    table: PhraseTable
    real: int

    def count(self, found: Sequence[Token]) -> int:
        """How many different phrases of the list stand in the sentence."""
        return len({match.phrase for match in self.table.find(found) if match.phrase < self.real})

    def end_at(self, found: Sequence[Token], start: int) -> int:
        """Where the longest phrase that begins at token `start` ends; 0 where none does."""
        match = next(self.table.candidates(found, start), None) if start < len(found) else None
        return match.last if match and match.phrase < self.real else 0


def _list(phrases: str, besides: str = "") -> WordList:
    real = _split(phrases)
    return WordList(PhraseTable([*real, *_split(besides)]), len(real))


def _split(phrases: str) -> list[str]:
    return [phrase.strip() for line in phrases.splitlines() for phrase in line.split("|") if phrase.strip()]


DECISION = _list(
    """
    ký | ký kết | đã ký | thống nhất | nhất trí | đạt thỏa thuận | quyết định | phê duyệt | ban hành | thông qua
    | công bố | phê chuẩn | có hiệu lực | cam kết | đề nghị | yêu cầu | kiến nghị | đề xuất | giao | chỉ đạo |
    khởi công | khánh thành | thông xe | vận hành | trao | chứng kiến | thành lập | nâng cấp | thiết lập |
    bổ nhiệm | miễn nhiệm | bầu | khởi tố | bắt | bắt giữ | tạm giam | tuyên phạt | truy tố | cấp phép |
    cho phép | cấm | áp thuế | áp dụng | gia hạn | miễn thị thực | hủy | đình chỉ | tạm dừng | thu hồi |
    đặt mục tiêu | phấn đấu | dự kiến | hoàn thành | hoàn tất | đạt | tăng | giảm | sẽ thực hiện chuyến thăm |
    thăm cấp nhà nước | thăm chính thức | tái khẳng định | phản đối | lên án | kêu gọi | bổ sung | chấp thuận |
    bác bỏ | viện trợ | tài trợ
    """,
    besides="""
    trao đổi | giao lưu | giao thông | ngoại giao | xã giao | giao thương | giao dịch | tăng cường | tăng trưởng
    | bắt đầu | bắt nguồn | bầu không khí | bầu trời | ký ức | ký hiệu | chữ ký | bàn giao | gia tăng |
    thống nhất đất nước | đạt được | hỗ trợ lẫn nhau | ủng hộ lẫn nhau | thành tựu đạt được | giảm nghèo |
    cấm kỵ | thư ký | tổng thư ký | đăng ký | nhật ký | bắt tay | nắm bắt
    """,
)
"""Something was decided, signed, asked for, begun, or moved by a measurable step."""

REPORTING = _list(
    """
    cho biết | khẳng định | nhấn mạnh | cho rằng | thông báo | báo cáo | nêu rõ | cho hay | tuyên bố | đánh giá
    | dự báo | ước tính | lưu ý | cảnh báo | chỉ rõ | xác nhận | theo đó | mong muốn | tin tưởng | bày tỏ |
    nhận định
    """,
    besides="""
    đánh giá cao
    """,
)
"""Somebody says so."""

DOCUMENT = _list(
    """
    hiệp định | thỏa thuận | thoả ước | biên bản | bản ghi nhớ | biên bản ghi nhớ | tuyên bố chung |
    thông cáo chung | nghị quyết | nghị định | nghị định thư | thông tư | luật | dự luật | dự thảo luật |
    dự án luật | chỉ thị | công điện | công hàm | văn kiện | văn kiện hợp tác | kế hoạch hành động |
    chương trình hành động | quy hoạch | đề án | công ước | hiệp ước | hợp đồng | quyết định số | lộ trình |
    khung hợp tác | giấy phép | bộ quy tắc | kết luận thanh tra | cáo trạng
    """,
    besides="""
    kỷ luật | pháp luật | quy luật | luật sư | quyết tâm | trụ sở luật
    """,
)
"""An agreement, a law or another document with a name."""

SIGNING = _list(
    """
    ký | ký kết | đã ký | lễ ký | trao | lễ trao | công bố | ban hành | thông qua | phê duyệt | phê chuẩn |
    có hiệu lực | trình | bãi bỏ | sửa đổi | gia nhập
    """,
    besides="""
    trao đổi | ký ức | chữ ký | thư ký | đăng ký | nhật ký | chương trình | công trình | quá trình | quy trình |
    tiến trình | hành trình
    """,
)
"""What puts a document in force."""

MEASURE = _list(
    """
    kim ngạch | tỷ lệ | vốn | tổng vốn | tăng trưởng | thâm hụt | xuất siêu | nhập siêu | trị giá | công suất |
    kinh phí | dự toán | doanh thu | lợi nhuận | thuế suất | lãi suất | sản lượng | cùng kỳ
    """,
)
"""Names of measures; a figure beside them is news."""

CEREMONY = _list(
    """
    bày tỏ vui mừng | vui mừng | vui mừng trước | vui mừng chào đón | chào mừng | chúc mừng | chúc | cảm ơn |
    trân trọng cảm ơn | trân trọng | đánh giá cao | nồng nhiệt | trọng thị | thắm thiết | có ý nghĩa |
    mang ý nghĩa | ý nghĩa quan trọng | ý nghĩa đặc biệt | ý nghĩa chính trị sâu sắc | tài sản vô giá |
    tài sản chung vô giá | mãi mãi | đời đời | thế hệ mai sau | cho các thế hệ | thủy chung | trong sáng |
    vừa là đồng chí vừa là anh em | vừa là đồng chí, vừa là anh em | chụp ảnh | chụp ảnh chung | cùng dự |
    tham dự có | dự hội đàm có | tặng hoa | tặng quà | chiêu đãi | vỗ tay | viếng | đặt vòng hoa | tưởng niệm |
    đơn hoa kết trái | lễ đón | tiễn | chí nghĩa, chí tình | niềm vui chung | niềm tự hào | tin tưởng rằng |
    không ngừng | thể hiện rõ | dấu mốc | xung lực mới | tình cảm | hoan nghênh | xúc động | kỳ vọng | niềm tin
    | anh em
    """,
)
"""Courtesy: true, and no news."""

VAGUE = _list(
    """
    đi vào chiều sâu | vào chiều sâu | có chiều sâu | chiều sâu | ngày càng | thiết thực | thực chất |
    làm sâu sắc | sâu sắc | sâu rộng | tầm cao mới | tầm vóc | tầm mức | trên nền tảng | nền tảng vững chắc |
    nhận thức chung | phát huy | vun đắp | củng cố | gìn giữ | giữ gìn | đoàn kết đặc biệt | hữu nghị vĩ đại |
    tin cậy | coi trọng | ưu tiên hàng đầu | vì lợi ích | vì hòa bình | góp phần | linh hoạt | toàn diện |
    chặt chẽ | tích cực | truyền thống | định hướng lớn | định hướng tổng thể | bền vững lâu dài | tốt đẹp |
    đóng góp tích cực | trong tình hình mới | giai đoạn mới | giai đoạn phát triển mới | tầm nhìn chung |
    cùng quan tâm | tạo đột phá | đột phá | nâng cao hiệu quả | hiệu quả | mạnh mẽ | đổi mới | trên các lĩnh vực
    | trên nhiều lĩnh vực | quyết tâm chính trị | nội hàm | vị thế | uy tín
    """,
    besides="""
    đối tác toàn diện | đối tác chiến lược toàn diện | đổi mới sáng tạo | lãng phí, tiêu cực |
    phát triển bền vững
    """,
)
"""The formulas of communiqués, which fit any two countries in any year."""

COLOUR = _list(
    """
    tuổi | kể | chia sẻ | tâm sự | nhớ lại | chúng tôi | chúng ta | tôi | mình | gia đình | bà con | cháu |
    người dân | nhiều người | câu chuyện | nụ cười | nước mắt | buổi sáng sớm | xúc động nói | ví von
    """,
    besides="""
    chia sẻ kinh nghiệm | chia sẻ thông tin | chia sẻ dữ liệu | kể từ | kể cả | tiềm năng của mình | tuổi trẻ |
    đáng kể | chẳng kể | thống kê | tôi luyện
    """,
)
"""The voices of bystanders and the first person."""

# What opens a sentence and only points back. After these a subject may still follow.
CONNECTIVE = _list(
    """
    theo đó | đồng thời | cùng với đó | bên cạnh đó | ngoài ra | qua đó | do đó | vì vậy | vì thế |
    trên cơ sở đó | trong đó | tuy nhiên | tuy vậy | dù vậy | trong khi đó | mặt khác | hơn nữa | thêm vào đó |
    song song với đó | nhân dịp này | tại đây | trước đó | sau đó | từ đó | đến nay | ngược lại | riêng |
    không chỉ vậy | bên cạnh | cụ thể | chẳng hạn | ví dụ | nhờ đó | cũng theo đó | theo kế hoạch | tiếp đó |
    cùng ngày | chiều cùng ngày | sáng cùng ngày | tối cùng ngày | dịp này
    """,
)

# Subjects that name nobody: the sentence before says who.
PRONOUN = _list(
    """
    ông | bà | họ | anh | chị | cô | nó | người này | vị này | ông này | bà này | đây | đây là | điều này |
    việc này | điều đó | việc đó | những điều này | số này | con số này | theo ông | theo bà | theo họ |
    cũng theo ông | cũng theo bà | ông cũng | bà cũng | dự án này | nội dung này | vấn đề này | quy định này |
    các nội dung này | hai ông | cơ chế này | mức này | kết quả này
    """,
    besides="""
    anh và | anh - | anh, | cô oét | bà rịa
    """,
)

# Verbs that begin a sentence whose subject stands in the sentence before ("Đồng thời, thúc đẩy hợp tác ...").
BARE_VERB = _list(
    """
    thúc đẩy | tăng cường | phối hợp | đẩy mạnh | tiếp tục | triển khai | hỗ trợ | mở rộng | duy trì | phát huy
    | nâng cao | xây dựng | hoàn thiện | kịp thời | tạo | đề nghị | yêu cầu | góp phần | giữ vững | bảo đảm |
    đảm bảo | chú trọng | khẳng định | nhấn mạnh | tích cực | chủ động | củng cố | khuyến khích | thực hiện |
    giải quyết | tập trung | hướng tới | cần | sẽ | nhất trí | trao đổi | chia sẻ | tháo gỡ | đưa | nghiên cứu |
    ưu tiên | tổ chức | phấn đấu | nhằm | là | đổi mới | rà soát | quan tâm
    """,
)

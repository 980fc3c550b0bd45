"""Patterns around a verb of ordering: what may stand between it and its issuer, what tells that nothing was ordered."""

import regex

# What may stand between an issuer and his verb: his name, what he did before, the paper that he wrote.
GAP = regex.compile(
    r"\s*(?:\([^)]{0,80}\)\s*)?"
    r"(?:,? (?:cũng|đã|vừa|mới|đang|sẽ|còn|lại|tiếp tục|luôn|nhiều lần|liên tục|trực tiếp|chính thức|"
    r"thống nhất|đồng thời|đặc biệt|kiên quyết|"
    r"tha thiết|nghiêm túc|khẩn trương|ngay lập tức|kịp thời|hoan nghênh|nhấn mạnh|lưu ý|nhắc nhở|"
    r"đích thân|ngay|trân trọng|chủ động|thường xuyên|nhất trí|đồng ý|"
    r"kết luận|phát biểu|biểu dương|ghi nhận|đánh giá|có|ra|gửi|ban hành|ký|phát đi|phát|trong đó|"
    r"theo đó|nêu|cho|khẳng định|bày tỏ|chủ trì|"
    r"phê bình|gọi|yêu cầu|chỉ đạo|giao|đề nghị|cùng|mong muốn|vẫn|họp|làm việc|kiểm tra|hứa|chia sẻ|"
    r"quyết định|sau đó|thì|thảo luận|xem xét|nghiên cứu|nghe|nghiêm khắc|cảm ơn|chúc mừng|cảnh báo|"
    r"tại|trong|về|khi|sau khi|qua|ngày|tối|sáng|chiều|hôm|lên|xuống|quán triệt|trực|giải thích|"
    r"truyền đạt|nói|phân tích|chỉ rõ)(?![\p{L}])[^;.!?]{0,200})?[\s,:\"'-]*"
)
NO_SUBJECT_BEFORE = regex.compile(
    r"(?<![\p{L}])(?:gửi(?: đến| tới| cho)?|gởi|tới|cho|đến|với|của|tại|về|ở|trong|bởi|cùng|báo cáo|"
    r"trình|thuộc|từ|để|nguyên|thay mặt|lên|xin|phối hợp với|được|bị|hỏi|kiến nghị|đề nghị|yêu cầu|"
    r"giao|chỉ đạo|đề xuất|tham mưu|mong|mong muốn|kêu gọi|cảm ơn|chờ|ủy viên|trái phiếu|trụ sở|"
    r"cổng thông tin(?: điện tử)?)\s{1,3}$"
)
# What others asked, retold: `nhiều ý kiến đề nghị …`.
OPINIONS = regex.compile(
    r"(?<!có )ý kiến(?: (?:khác|của [^,;.]{1,40}))?(?: (?:cũng|còn|đã))? "
    r"(?:đề nghị|đề xuất|kiến nghị|cho rằng|yêu cầu|cho là|băn khoăn|tán thành)(?![\p{L}])"
)
OPINION_OF = regex.compile(r"(?:ý kiến|chỉ đạo|kết luận|yêu cầu)(?: của)?\s$")
# `Nghị quyết 113 của Quốc hội yêu cầu`: who issued the paper orders in it.
PAPER_OF = regex.compile(
    r"(?<![\p{L}])(?:chỉ thị|công điện|văn bản|kế hoạch|nghị quyết|thông báo|quyết định|công văn|thông tư|kết luận)"
    r"(?: [^,.;:\"]{0,60})? của\s$"
)
# `vừa ban hành Chỉ thị số 24 …`: who issues a paper that orders has the word in what follows.
ISSUES = regex.compile(
    r"(?<![\p{L}])(?:ban hành|ký|ra|có) (?:chỉ thị|công điện|công văn|kế hoạch|văn bản)"
    r"(?= (?:số|chỉ đạo|hướng dẫn|về|hỏa tốc|khẩn)(?![\p{L}]))"
)
# `Một là, với Nghị quyết số 03-NQ/TU …`, `Về Đề án số 01 …`: a section of a speech or an article about one paper.
SECTION = regex.compile(
    r"(?:với|về|đối với|theo) (?:nội dung )?(?:nghị quyết|chỉ thị|kế hoạch|đề án|chương trình|quyết định|kết luận|"
    r"công văn) (?:số )?(?P<number>\p{N}+(?:[/-][\p{L}\p{N}/-]+)?)"
)
ADDRESSED = regex.compile(
    r"(?<![\p{L}])(?:gửi(?: (?:công văn|văn bản|công điện|thông báo|thư)(?: khẩn| hỏa tốc)?(?= đến| tới| cho))?"
    r"(?: đến| tới| cho)?|điện cho|gọi điện cho)\s{1,3}"
)
PAST = regex.compile(r"(?<![\p{L}])(?:đã|từng|vừa|đang|chưa|bị|vẫn|lại|thực tế|được)(?![\p{L}])")
COORDINATE = regex.compile(
    r"(?:^|[,;:\"-]|(?<![\p{L}])(?:và|đồng thời|đó|cũng|nay|theo đó|thời|trên|nay|còn))[\s\"'+-]*(?:nghiêm túc |"
    r"khẩn trương |kiên quyết |cũng |đã )?$"
)
CHAINED = regex.compile(r"[;]|đồng thời|(?<![\p{L}])và\s*$|,\s*$")
BULLET = regex.compile(
    r"[\s\"'+*•·-]*(?:(?:thứ (?:nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)|một là|hai là|ba là|"
    r"bốn là|năm là|sáu là|bảy là|tám là|[0-9]{1,2}(?:\.[0-9]{1,2})?[.)-]|\([0-9]{1,2}\)|[a-zđ]\)|"
    r"[ivx]{1,4}\.)[\s,:.-]*)?"
)
# The caption of a picture, run into the sentence behind it.
CAPTION = regex.compile(
    r".*(?:\((?:ảnh|nguồn)[^)]{0,60}\)|(?<![\p{L}])(?:ảnh|nguồn)(?: minh họa)?: ?[^.,;:\n\"]{0,40}?"
    r"(?:ttxvn\)?|vgp|internet|(?<=\p{L}) {2}))[ .\xa0]+",
    regex.DOTALL,
)
CAPTION_WORDS = ("ảnh", "nguồn")
LISTED = regex.compile(
    r"[\s\"']*(?:[+*•·-]\s|(?:thứ (?:nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)|một là|hai là|"
    r"ba là|bốn là|năm là|sáu là|bảy là|tám là|\([0-9]{1,2}\)|[0-9]{1,2}[.)]|[a-zđ]\))(?![\p{L}]))"
)
FRONTED = regex.compile(
    r"(?:(?:trong|tại|ngoài|bên cạnh|trước|sau|từ|đến|để|nhằm|với|qua|thông qua|đối với|hằng năm|hàng năm|theo đó|"
    r"theo (?:chỉ thị|kế hoạch|công văn|công điện|nghị quyết|kết luận|chương trình|đề án)|"
    r"cụ thể|thời gian tới|trước mắt|đồng thời|ngay|riêng|về|căn cứ|trên cơ sở|cùng với|"
    r"khi|nếu|trường hợp|năm|tới|giai đoạn|do đó|vì vậy|tuy nhiên|mặt khác|bởi vậy|vì thế|do vậy|"
    r"cùng đó|song song|đặc biệt|nhất là|qua đó|thế nhưng|nhưng|như vậy|tới đây|[0-9]+ tháng)"
    r"(?![\p{L}])[^,.;:]{0,160},\s*|(?:đồng thời|do đó|vì vậy|theo đó|tuy nhiên)(?![\p{L}])\s*)"
)
LONG_FRONT = regex.compile(
    r"[\s\"']*(?:trên cơ sở|căn cứ|nhằm|để|khi|trường hợp|đối với|về|cùng với|bên cạnh)(?![\p{L}])"
)
# What is told of a meeting, not asked of anyone.
EVENT = regex.compile(
    r"(?:trao|tham dự|chủ trì (?:phiên|cuộc|hội|buổi)|bàn về|phát biểu|thăm|tặng|tiếp(?! tục)|"
    r"tới dự|đến dự|đã |có thẩm quyền|là |họp)"
)
NOMINAL = regex.compile(
    r"(?:quy định|yêu cầu|kết luận|báo cáo|kế hoạch|thông báo|quyết định|đề xuất|kiến nghị|chỉ đạo|"
    r"đánh giá|công bố)\s(?:là|này|đó|trên|của|cũng|nói trên|cho thấy|cho biết)(?![\p{L}])"
)
# What is told as a fact: it had to be, it led to, one is forced to.
TOLD = regex.compile(
    r"(?<![\p{L}])(?:đã|từng|bị|khiến|dẫn đến|dẫn tới|buộc|bắt buộc|nên|vẫn|nhưng cũng|mới|chưa|"
    r"thường|luôn|hiện nay|hiện tại|trước đây|trước đó|điều kiện|nếu không|do đó|không chỉ)\s(?:\p{L}+\s){0,3}$"
)
FOREIGN = regex.compile(
    r"(?<![\p{L}])(?:hai nước|hai bên|song phương|liên hợp quốc|cộng đồng quốc tế|các nước|asean|"
    r"apec)(?![\p{L}])"
)
# An official asks a foreign party: diplomacy, no order.
ABROAD = regex.compile(
    r"[\s:,]*(?:hai bên|hai nước|các nước|các bên|phía|chính phủ|nhà nước|quốc hội|đại sứ|tổng thống|"
    r"thủ tướng|nước bạn|cộng đồng|liên hợp quốc|bạn|ngài|vua|quốc vương|lãnh đạo|đảng)?\s?"
    r"(?:hai bên|hai nước|các nước|cộng đồng quốc tế|liên hợp quốc|nhật bản|mỹ|hoa kỳ|anh|pháp|"
    r"đức|nga|trung quốc|hàn quốc|triều tiên|thái lan|lào|campuchia|malaysia|singapore|indonesia|"
    r"philippines|myanmar|ấn độ|australia|canada|israel|iran|ukraine|ba lan|hà lan|séc|cuba|bê-la-rút|"
    r"belarus|hungary|eu|asean|liên minh châu âu|world bank|wb|adb|jica)(?![\p{L}])"
)
# People who answer to nobody: advised, asked to help, bound by rules, but not ordered (annotation guidelines, 5).
CITIZENS = regex.compile(
    r"[\s:,\"]*(?:(?:rằng|cho|tới|đến|đối với) )?(?:(?:các|những|mọi|toàn thể|mỗi|tất cả) )*"
    r"(?:người (?:dân|tiêu dùng|tham gia|chăn nuôi|lái|bệnh|nộp|sử dụng|mua|bán|vay|trồng|nuôi|điều khiển|đi)|nhân dân|"
    r"tầng lớp|thí sinh|phụ huynh|học sinh|sinh viên|khách hàng|hành khách|du khách|bà con|ông \(bà\)|quý|bạn|"
    r"cộng đồng doanh nghiệp)(?![\p{L}])"
)
ATTRIBUTED = regex.compile(
    r"(?:^\"?|[,;.\"]\s)\s*(?:vì thế, |tuy nhiên, |cũng )?theo"
    r"(?: (?:tinh thần |nội dung |ý kiến )?(?:yêu cầu|chỉ đạo|kết luận|quyết định|chỉ thị|công điện|"
    r"thông báo|văn bản|công văn)(?: [^,.;:]{0,30})? của)?\s$"
)
# `Văn phòng UBND tỉnh ban hành thông báo truyền đạt kết luận của …`: whose words a paper hands on has the word.
CONCLUSION_OF = regex.compile(
    r"(?<![\p{L}])(?:truyền đạt|thông báo|thông báo về)(?: \p{L}+){0,2}? (?:ý kiến|kết luận|chỉ đạo)"
    r"(?: (?:kết luận|chỉ đạo))? của (?:đồng chí )?$"
)
# What is named as a matter, not asked: `biểu dương tỉnh trong việc lãnh đạo, chỉ đạo triển khai …`.
MATTER = regex.compile(r"(?<![\p{L}])(?:trong|về|cho) (?:việc|công tác)(?: \p{L}+,?){0,6} $")
TASK_LEAD = regex.compile(r"(?:\s|,|:|cụ thể|gồm|bao gồm|sau đây|sau|là|như|đó là|về việc)*")
CITED_PAPER = regex.compile(
    r"(?<![\p{L}])(?:chỉ thị|công điện|văn bản|kế hoạch|nghị quyết|thông báo|kết luận|quyết định|"
    r"công văn|đề án|chương trình|quy định|hướng dẫn|thông tư|nghị định)(?:\s|$)"
)
FIRST_ITEM = regex.compile(r"[\s\"'+*•·-]*(?:thứ nhất|một là|1[.)]|\(1\)|a\)|[+*•-]\s)")

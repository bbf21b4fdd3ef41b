"""Makes `briefing/lang/data/places.tsv`: countries and Vietnamese provinces under the names that the press gives them.

Names of countries come from the Unicode CLDR through Babel; what the press writes besides (aliases in Vietnamese, short
forms as in 'Việt - Mỹ', adjectives, peoples and capitals) is written down here. Run: python tools/make_places.py
"""

# ruff: noqa: E501 - one line a place
from __future__ import annotations

import unicodedata
from pathlib import Path

from babel import Locale

HOME = "VN"
TARGET = Path(__file__).parents[1] / "briefing" / "lang" / "data" / "places.tsv"

# code: further Vietnamese names (short forms behind a tilde count only where they cannot be another word) = English.
ALIASES = """
VN|Việt,Nước ta,nước ta,Viet Nam=Viet Nam,Vietnamese,Viet
LA|Lào=Laos,Lao,Laotian,Lao PDR
KH|Campuchia,Kampuchea,Cam-pu-chia=Cambodian,Cambodians,Khmer
TH|Thái Lan,Thái,người Thái=Thai,Thais
MM|Myanmar,Miến Điện,Mi-an-ma=Myanmar,Burma,Burmese
CN|Trung Quốc,Trung,Hoa,Hoa lục,Trung Hoa,CHND Trung Hoa=Chinese,PRC
US|Mỹ,Hoa Kỳ,Hoa Kì=US,U.S.,USA,America,American,Americans,the United States
GB|Anh,Vương quốc Anh,Liên hiệp Anh,Anh Quốc=UK,U.K.,Britain,British,Great Britain,England,English,Briton,Britons
FR|Pháp=French
DE|Đức=German,Germans
RU|Nga,Liên bang Nga,LB Nga=Russian,Russians,Russian Federation
UA|Ukraine,Ukraina,U-crai-na=Ukrainian,Ukrainians
JP|Nhật Bản,Nhật=Japanese
KR|Hàn Quốc,Hàn,Đại Hàn,Nam Hàn=South Korea,Republic of Korea,ROK,Korea,Korean,South Korean,Koreans
KP|Triều Tiên,CHDCND Triều Tiên,Bắc Triều Tiên,Bắc Hàn=North Korea,DPRK,North Korean,Korea,Korean
IN|Ấn Độ,Ấn=Indian,Indians
AU|Australia,Úc,Ô-xtrây-li-a,Ốt-xtrây-li-a,Ôxtrâylia=Australian,Australians,Aussie
NZ|New Zealand,Niu Di-lân,Niu Dilân=New Zealander,New Zealanders,Kiwi
SG|Singapore,Xinh-ga-po,Xingapo=Singaporean,Singaporeans,Singapore's
MY|Malaysia,Ma-lai-xi-a,Mã Lai,Mã=Malaysian,Malaysians,Malay
ID|Indonesia,In-đô-nê-xi-a,Inđônêxia=Indonesian,Indonesians
PH|Philippines,Phi-líp-pin,Philippin,Phi Luật Tân=Philippine,Filipino,Filipinos,the Philippines
BN|Brunei,Bru-nây,Brunei Darussalam=Bruneian,Brunei Darussalam
TL|Timor-Leste,Đông Timor,Ti-mo Lét-xtê=East Timor,Timorese,Timor-Leste
TW|Đài Loan=Taiwanese
HK|Hồng Kông,Hong Kong,Hongkong=Hong Kong,Hong Kongers
MO|Ma Cao,Macau,Macao=Macau,Macao
MN|Mông Cổ=Mongolian,Mongolians
KZ|Kazakhstan=Kazakh,Kazakhstani
UZ|Uzbekistan=Uzbek
TM|Turkmenistan=Turkmen
KG|Kyrgyzstan=Kyrgyz
TJ|Tajikistan=Tajik
AZ|Azerbaijan=Azerbaijani
AM|Armenia=Armenian
GE|Georgia,Gruzia=Georgian
BY|Belarus,Bê-la-rút=Belarusian
PL|Ba Lan=Polish,Poles,Pole
CZ|Séc,Cộng hòa Séc,CH Séc,Czech=Czech,Czech Republic,Czechia
SK|Slovakia,Xlô-va-ki-a=Slovak
HU|Hungary,Hung-ga-ri,Hungari=Hungarian
RO|Romania,Rumani,Ru-ma-ni=Romanian
BG|Bulgaria,Bun-ga-ri=Bulgarian
RS|Serbia,Xéc-bi-a=Serbian,Serb
GR|Hy Lạp=Greek,Greeks
TR|Thổ Nhĩ Kỳ,Thổ Nhĩ Kì,Thổ=Turkish,Turks,Turkey,Türkiye,Turkiye
IT|Italy,Ý,Italia,I-ta-li-a=Italian,Italians
ES|Tây Ban Nha,TBN=Spanish,Spaniards
PT|Bồ Đào Nha=Portuguese
NL|Hà Lan=Dutch,the Netherlands,Holland
BE|Bỉ,Vương quốc Bỉ=Belgian
LU|Luxembourg,Lúc-xăm-bua=Luxembourg
CH|Thụy Sĩ,Thụy Sỹ,Thuỵ Sĩ=Swiss
AT|Áo=Austrian
SE|Thụy Điển,Thuỵ Điển=Swedish,Swedes
NO|Na Uy=Norwegian,Norwegians
DK|Đan Mạch=Danish,Danes
FI|Phần Lan=Finnish,Finns
IS|Iceland,Ai-xơ-len=Icelandic
IE|Ireland,Ai Len,Ai-len,CH Ireland=Irish
EE|Estonia=Estonian
LV|Latvia=Latvian
LT|Litva,Lithuania=Lithuanian
HR|Croatia=Croatian
SI|Slovenia=Slovenian
BA|Bosnia,Bosnia và Herzegovina=Bosnian,Bosnia
AL|Albania=Albanian
CY|Síp,Cyprus=Cypriot
VA|Vatican,Tòa thánh,Tòa Thánh,Tòa thánh Vatican=the Vatican,Holy See
CA|Canada,Ca-na-đa=Canadian,Canadians
MX|Mexico,Mê-hi-cô,Mexicô=Mexican,Mexicans
CU|Cuba,Cu Ba,Cu-ba=Cuban,Cubans
BR|Brazil,Bra-xin,Braxin=Brazilian,Brazilians
AR|Argentina,Ác-hen-ti-na,Achentina=Argentine,Argentinian
CL|Chile,Chi-lê=Chilean
PE|Peru,Pê-ru=Peruvian
CO|Colombia,Cô-lôm-bi-a=Colombian
VE|Venezuela,Vê-nê-xu-ê-la=Venezuelan
UY|Uruguay=Uruguayan
BO|Bolivia=Bolivian
EC|Ecuador=Ecuadorian,Ecuadorean
PA|Panama=Panamanian
NI|Nicaragua=Nicaraguan
DO|Cộng hòa Dominica,Cộng hòa Dominicana,Dominicana=Dominican,Dominican Republic
HT|Haiti=Haitian
ZA|Nam Phi=South African
EG|Ai Cập=Egyptian,Egyptians
DZ|Algeria,An-giê-ri=Algerian
MA|Morocco,Maroc,Ma-rốc=Moroccan
TN|Tunisia=Tunisian
LY|Libya,Li-bi=Libyan
SD|Sudan,Xu-đăng=Sudanese
SS|Nam Sudan,Nam Xu-đăng=South Sudanese
ET|Ethiopia,Ê-ti-ô-pi-a=Ethiopian
KE|Kenya=Kenyan
NG|Nigeria=Nigerian
GH|Ghana=Ghanaian
AO|Angola,Ăng-gô-la=Angolan
MZ|Mozambique,Mô-dăm-bích=Mozambican
TZ|Tanzania=Tanzanian
SN|Senegal=Senegalese
CI|Bờ Biển Ngà=Ivory Coast,Ivorian,Cote d'Ivoire
CG|Cộng hòa Congo=Congolese
CD|CHDC Congo,Congo,Cộng hòa Dân chủ Congo=DR Congo,DRC,Congolese,Democratic Republic of the Congo,Democratic Republic of Congo,Congo
RW|Rwanda=Rwandan
IL|Israel,I-xra-en,Ixraen=Israeli,Israelis
PS|Palestine,Pa-le-xtin,Dải Gaza=Palestinian,Palestinians,Palestine,Gaza Strip
IR|Iran,I-ran=Iranian,Iranians
IQ|Iraq,I-rắc,Irắc=Iraqi,Iraqis
SY|Syria,Xy-ri,Xyri=Syrian,Syrians
LB|Lebanon,Li-băng,Liban=Lebanese
JO|Jordan,Gioóc-đa-ni=Jordanian
SA|Saudi Arabia,Ả Rập Xê Út,Ả-rập Xê-út,Arab Saudi,Ả Rập Saudi,Ảrập Xêút=Saudi,Saudis
AE|UAE,Các Tiểu vương quốc Arab Thống nhất,Các tiểu vương quốc Ả Rập Thống nhất=UAE,Emirati,the United Arab Emirates
QA|Qatar,Ca-ta=Qatari
KW|Kuwait,Cô-oét=Kuwaiti
OM|Oman,Ô-man=Omani
YE|Yemen,Y-ê-men=Yemeni
BH|Bahrain=Bahraini
AF|Afghanistan,Áp-ga-ni-xtan=Afghan,Afghans
PK|Pakistan,Pa-ki-xtan=Pakistani
BD|Bangladesh,Băng-la-đét=Bangladeshi
LK|Sri Lanka,Xri Lan-ca=Sri Lankan
NP|Nepal,Nê-pan=Nepali,Nepalese
BT|Bhutan=Bhutanese
MV|Maldives,Man-đi-vơ=Maldivian
PG|Papua New Guinea=Papua New Guinean,PNG
FJ|Fiji,Phi-gi=Fijian
"""
CAPITALS = """
LA|Viêng Chăn,Viêng-chăn,Vientiane=Vientiane
KH|Phnom Penh,Phnôm Pênh,Nông Pênh=Phnom Penh
TH|Bangkok,Băng Cốc,Băng-cốc=Bangkok
CN|Bắc Kinh=Beijing
US|Washington,Oa-sinh-tơn=Washington
GB|London,Luân Đôn=London
FR|Paris,Pa-ri=Paris
DE|Berlin,Béc-lin=Berlin
RU|Moscow,Mátxcơva,Matxcơva,Moskva,Mát-xcơ-va,Maxcơva,Điện Kremlin=Moscow,the Kremlin
UA|Kiev,Kyiv,Ki-ép=Kyiv,Kiev
JP|Tokyo,Tô-ky-ô=Tokyo
KR|Seoul,Xơ-un=Seoul
KP|Bình Nhưỡng=Pyongyang
IN|New Delhi,Niu Đê-li=New Delhi,Delhi
AU|Canberra,Can-bê-ra=Canberra
TW|Đài Bắc=Taipei
BE|Brussels,Bruxelles,Brúc-xen=Brussels
CU|La Habana,Havana=Havana
NP|Kathmandu=Kathmandu
PH|Manila,Ma-ni-la=Manila
ID|Jakarta,Gia-các-ta=Jakarta
MY|Kuala Lumpur,Putrajaya=Kuala Lumpur,Putrajaya
MM|Naypyidaw,Nay Pyi Taw,Yangon=Naypyidaw,Nay Pyi Taw,Yangon
IR|Tehran,Teheran=Tehran
IQ|Baghdad,Bát-đa=Baghdad
IL|Tel Aviv,Jerusalem=Tel Aviv,Jerusalem
TR|Ankara=Ankara
EG|Cairo=Cairo
IT|Rome,Roma=Rome
ES|Madrid=Madrid
PT|Lisbon,Lisboa=Lisbon
NL|Amsterdam,La Haye,The Hague=Amsterdam,The Hague
AT|Vienna=Vienna
PL|Warsaw,Vác-sa-va=Warsaw
CZ|Prague,Praha=Prague
HU|Budapest=Budapest
SE|Stockholm=Stockholm
NO|Oslo=Oslo
DK|Copenhagen=Copenhagen
FI|Helsinki=Helsinki
CA|Ottawa=Ottawa
MX|Mexico City=Mexico City
BR|Brasilia=Brasilia
AR|Buenos Aires=Buenos Aires
ZA|Pretoria,Johannesburg=Pretoria,Johannesburg
NZ|Wellington=Wellington
LK|Colombo=Colombo
BD|Dhaka=Dhaka
PK|Islamabad=Islamabad
MN|Ulan Bator,Ulaanbaatar=Ulaanbaatar,Ulan Bator
KZ|Astana=Astana
SA|Riyadh=Riyadh
QA|Doha=Doha
AE|Abu Dhabi,Dubai=Abu Dhabi,Dubai
CL|Santiago=Santiago
PE|Lima=Lima
CO|Bogota,Bogotá=Bogota,Bogotá
VE|Caracas=Caracas
UY|Montevideo=Montevideo
PY|Asuncion=Asuncion
BO|La Paz=La Paz
EC|Quito=Quito
NI|Managua=Managua
GT|Guatemala City=Guatemala City
HN|Tegucigalpa=Tegucigalpa
DO|Santo Domingo=Santo Domingo
HT|Port-au-Prince=Port-au-Prince
JM|Kingston=Kingston
GH|Accra=Accra
NG|Abuja,Lagos=Abuja,Lagos
KE|Nairobi=Nairobi
ET|Addis Ababa=Addis Ababa
TZ|Dodoma,Dar es Salaam=Dodoma,Dar es Salaam
UG|Kampala=Kampala
RW|Kigali=Kigali
SD|Khartoum=Khartoum
SS|Juba=Juba
SO|Mogadishu=Mogadishu
DJ|Djibouti City=Djibouti City
ZM|Lusaka=Lusaka
ZW|Harare=Harare
MZ|Maputo=Maputo
AO|Luanda=Luanda
NA|Windhoek=Windhoek
BW|Gaborone=Gaborone
MG|Antananarivo=Antananarivo
CD|Kinshasa=Kinshasa
CG|Brazzaville=Brazzaville
GA|Libreville=Libreville
CM|Yaounde=Yaounde
CI|Abidjan,Yamoussoukro=Abidjan,Yamoussoukro
SN|Dakar=Dakar
ML|Bamako=Bamako
BF|Ouagadougou=Ouagadougou
NE|Niamey=Niamey
TD|N'Djamena=N'Djamena
GN|Conakry=Conakry
SL|Freetown=Freetown
LR|Monrovia=Monrovia
TG|Lome=Lome
BJ|Cotonou,Porto-Novo=Cotonou,Porto-Novo
MR|Nouakchott=Nouakchott
MA|Rabat=Rabat
DZ|Algiers,Alger=Algiers
TN|Tunis=Tunis
LY|Tripoli=Tripoli
SY|Damascus,Đa-mát=Damascus
LB|Beirut=Beirut
JO|Amman=Amman
KW|Kuwait City=Kuwait City
BH|Manama=Manama
OM|Muscat=Muscat
YE|Sanaa,Sana'a=Sanaa
AF|Kabul,Ca-bun=Kabul
UZ|Tashkent=Tashkent
TM|Ashgabat=Ashgabat
KG|Bishkek=Bishkek
TJ|Dushanbe=Dushanbe
AZ|Baku=Baku
AM|Yerevan=Yerevan
GE|Tbilisi=Tbilisi
BT|Thimphu=Thimphu
BN|Bandar Seri Begawan=Bandar Seri Begawan
TL|Dili=Dili
PG|Port Moresby=Port Moresby
FJ|Suva=Suva
CH|Bern=Bern,Berne
IE|Dublin=Dublin
IS|Reykjavik=Reykjavik
GR|Athens,Athen=Athens
RO|Bucharest,Bucarest=Bucharest
BG|Sofia=Sofia
RS|Belgrade,Beograd=Belgrade
HR|Zagreb=Zagreb
SI|Ljubljana=Ljubljana
SK|Bratislava=Bratislava
BA|Sarajevo=Sarajevo
AL|Tirana=Tirana
MK|Skopje=Skopje
ME|Podgorica=Podgorica
MD|Chisinau=Chisinau
BY|Minsk,Min-xcơ=Minsk
EE|Tallinn=Tallinn
LV|Riga=Riga
LT|Vilnius=Vilnius
CY|Nicosia=Nicosia
MT|Valletta=Valletta
"""
PROVINCES = (
    "An Giang,Bà Rịa - Vũng Tàu,Bà Rịa-Vũng Tàu,Bạc Liêu,Bắc Giang,Bắc Kạn,Bắc Ninh,Bến Tre,Bình Dương,Bình"
    " Định,Bình Phước,"
    "Bình Thuận,Cà Mau,Cao Bằng,Cần Thơ,Đà Nẵng,Đắk Lắk,Đắk Nông,Điện Biên,Đồng Nai,Đồng Tháp,Gia Lai,Hà Giang,Hà Nam,"
    "Hà Tĩnh,Hải Dương,Hải Phòng,Hậu Giang,Hòa Bình,Hưng Yên,Khánh Hòa,Kiên Giang,Kon Tum,Lai Châu,Lạng Sơn,Lào Cai,"
    "Lâm Đồng,Long An,Nam Định,Nghệ An,Ninh Bình,Ninh Thuận,Phú Thọ,Phú Yên,Quảng Bình,Quảng Nam,Quảng Ngãi,Quảng Ninh,"
    "Quảng Trị,Sóc Trăng,Sơn La,Tây Ninh,Thái Bình,Thái Nguyên,Thanh Hóa,Thừa Thiên Huế,Tiền Giang,Trà"
    " Vinh,Tuyên Quang,"
    "Vĩnh Long,Vĩnh Phúc,Yên Bái,Nha Trang,Vũng Tàu,Phú Quốc,Đà Lạt,Hạ Long,Buôn Ma Thuột,Cam Ranh"
)
OTHERS = """
Dak Lak|Đăk Lăk,Đắc Lắc,Đắk Lắc,Daklak=Daklak
Dak Nong|Đăk Nông,Đắc Nông=Daknong
Kon Tum|Kontum,Kon tum=Kontum
Bac Kan|Bắc Cạn=Bac Can
hanoi|Hà Nội,Hà nội=Hanoi,Ha Noi
hcmc|TP HCM,TP.HCM,TPHCM,TP. HCM,Thành phố Hồ Chí Minh,thành phố Hồ Chí Minh,TP Hồ Chí Minh,TP. Hồ Chí Minh,Sài Gòn=Ho Chi Minh City,HCMC,HCM City,Saigon,Sai Gon
hue|Huế=Hue
east-sea|Biển Đông=East Sea,South China Sea
europe|châu Âu,Châu Âu,Đông Âu,Tây Âu,Bắc Âu,Nam Âu,Trung Âu,EU,Liên minh châu Âu,EVFTA,EVIPA=Europe,European,Europeans,EU,Nordic
pacific|Thái Bình Dương,Ấn Độ Dương - Thái Bình Dương=Pacific,Indo-Pacific,Asia-Pacific
indian-ocean|Ấn Độ Dương=Indian Ocean
atlantic|Đại Tây Dương=Atlantic
indochina|Đông Dương=Indochina,Indochinese
africa|châu Phi,Châu Phi,Bắc Phi,Đông Phi,Tây Phi=Africa,African,Africans
asia|châu Á,Châu Á,Đông Nam Á,Đông Bắc Á,Đông Á,Nam Á,Trung Á,Tây Á=Asia,Asian,Asians,ASEAN
"""
SKIPPED = {"EU", "UN", "EZ", "QO", "ZZ", "XA", "XB"}  # groups of states, and codes for tests


def bare(text: str) -> str:
    """Letters without diacritics."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return plain.replace("đ", "d").replace("Đ", "D")


def tight(text: str) -> str:
    """A hyphen without spaces around it: 'Ba Ria-Vung Tau'."""
    return text.replace(" - ", "-")


def rows() -> list[tuple[str, str, list[str], list[str]]]:
    """(key, kind, Vietnamese names, English names), capitals and other cities as places of their own."""
    vietnamese, english = Locale("vi").territories, Locale("en").territories
    found: dict[str, tuple[str, list[str], list[str]]] = {
        code: ("country", [str(vietnamese[code])], [str(english[code])])
        for code in sorted(english)
        if len(code) == len(HOME) and code.isalpha() and code not in SKIPPED and code in vietnamese
    }
    for table, kind in ((ALIASES, "country"), (CAPITALS, "capital"), (OTHERS, "other")):
        for line in filter(None, table.splitlines()):
            code, _, names = line.partition("|")
            vi, _, en = names.partition("=")
            key = code if kind != "capital" else f"{code}-capital"
            old = found.get(key, (kind, [], []))
            found[key] = (old[0], old[1] + vi.split(","), old[2] + en.split(","))
    for name in PROVINCES.split(","):
        kind, vi, en = found.get(bare(name), ("province", [], []))
        found[bare(name)] = ("province", [name, *vi], [bare(name), *en])
    return [
        (key, kind, list(dict.fromkeys(vi)), list(dict.fromkeys([*en, *map(bare, en), *map(tight, en)])))
        for key, (kind, vi, en) in found.items()
    ]


def main() -> None:
    """Write the table."""
    lines = ["# key\tkind\tVietnamese names\tEnglish names (made by tools/make_places.py; countries: Unicode CLDR)"]
    lines += [f"{key}\t{kind}\t{'|'.join(vi)}\t{'|'.join(en)}" for key, kind, vi, en in rows()]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

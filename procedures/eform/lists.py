"""The two lists that forms of civil status ask for: the 54 ethnic groups and the countries (ISO 3166-1)."""

ETHNICITIES = (
    "Kinh|Tày|Thái|Mường|Khmer|Hoa|Nùng|Mông|Dao|Gia Rai|Ngái|Ê Đê|Ba Na|Xơ Đăng|Sán Chay|Cơ Ho|Chăm|Sán Dìu|"
    "Hrê|Mnông|Ra Glai|Xtiêng|Bru Vân Kiều|Thổ|Giáy|Cơ Tu|Giẻ Triêng|Mạ|Khơ Mú|Co|Tà Ôi|Chơ Ro|Kháng|Xinh Mun|"
    "Hà Nhì|Chu Ru|Lào|La Chí|La Ha|Phù Lá|La Hủ|Lự|Lô Lô|Chứt|Mảng|Pà Thẻn|Co Lao|Cống|Bố Y|Si La|Pu Péo|"
    "Brâu|Ơ Đu|Rơ Măm|Không xác định"
)
ETHNIC_GROUPS: tuple[str, ...] = tuple(ETHNICITIES.split("|"))

_COUNTRIES = (
    "VN Việt Nam|LA Lào|KH Campuchia|CN Trung Quốc|TW Đài Loan|HK Hồng Kông|MO Ma Cao|JP Nhật Bản|KR Hàn Quốc|"
    "KP Triều Tiên|TH Thái Lan|SG Singapore|MY Malaysia|ID Indonesia|PH Philippines|MM Myanmar|BN Brunei|"
    "TL Đông Timor|US Hoa Kỳ|CA Canada|AU Úc|NZ New Zealand|GB Anh|IE Ireland|FR Pháp|DE Đức|IT Ý|ES Tây Ban Nha|"
    "PT Bồ Đào Nha|NL Hà Lan|BE Bỉ|LU Luxembourg|CH Thụy Sĩ|AT Áo|DK Đan Mạch|SE Thụy Điển|NO Na Uy|FI Phần Lan|"
    "IS Iceland|PL Ba Lan|CZ Séc|SK Slovakia|HU Hungary|RO Romania|BG Bulgaria|GR Hy Lạp|HR Croatia|SI Slovenia|"
    "RS Serbia|BA Bosnia và Herzegovina|ME Montenegro|MK Bắc Macedonia|AL Albania|XK Kosovo|EE Estonia|LV Latvia|"
    "LT Litva|BY Belarus|UA Ukraina|MD Moldova|RU Nga|GE Gruzia|AM Armenia|AZ Azerbaijan|KZ Kazakhstan|"
    "UZ Uzbekistan|TM Turkmenistan|KG Kyrgyzstan|TJ Tajikistan|MN Mông Cổ|IN Ấn Độ|PK Pakistan|BD Bangladesh|"
    "LK Sri Lanka|NP Nepal|BT Bhutan|MV Maldives|AF Afghanistan|IR Iran|IQ Iraq|TR Thổ Nhĩ Kỳ|SY Syria|LB Liban|"
    "IL Israel|PS Palestine|JO Jordan|SA Ả Rập Xê Út|AE Các Tiểu vương quốc Ả Rập Thống nhất|QA Qatar|KW Kuwait|"
    "BH Bahrain|OM Oman|YE Yemen|CY Síp|MT Malta|MC Monaco|SM San Marino|VA Vatican|LI Liechtenstein|AD Andorra|"
    "EG Ai Cập|LY Libya|TN Tunisia|DZ Algeria|MA Maroc|SD Sudan|SS Nam Sudan|ET Ethiopia|ER Eritrea|DJ Djibouti|"
    "SO Somalia|KE Kenya|UG Uganda|TZ Tanzania|RW Rwanda|BI Burundi|CD Cộng hòa Dân chủ Congo|CG Congo|GA Gabon|"
    "GQ Guinea Xích Đạo|CM Cameroon|CF Cộng hòa Trung Phi|TD Tchad|NE Niger|NG Nigeria|BJ Bénin|TG Togo|GH Ghana|"
    "CI Bờ Biển Ngà|BF Burkina Faso|ML Mali|SN Sénégal|GM Gambia|GN Guinée|GW Guiné-Bissau|SL Sierra Leone|"
    "LR Liberia|MR Mauritanie|CV Cabo Verde|ST São Tomé và Príncipe|AO Angola|ZM Zambia|ZW Zimbabwe|MW Malawi|"
    "MZ Mozambique|NA Namibia|BW Botswana|ZA Nam Phi|LS Lesotho|SZ Eswatini|MG Madagascar|MU Mauritius|"
    "SC Seychelles|KM Comoros|MX Mexico|GT Guatemala|BZ Belize|HN Honduras|SV El Salvador|NI Nicaragua|"
    "CR Costa Rica|PA Panama|CU Cuba|DO Cộng hòa Dominica|HT Haiti|JM Jamaica|BS Bahamas|BB Barbados|"
    "TT Trinidad và Tobago|AG Antigua và Barbuda|DM Dominica|GD Grenada|KN Saint Kitts và Nevis|LC Saint Lucia|"
    "VC Saint Vincent và Grenadines|CO Colombia|VE Venezuela|GY Guyana|SR Suriname|EC Ecuador|PE Peru|"
    "BO Bolivia|BR Brazil|PY Paraguay|UY Uruguay|AR Argentina|CL Chile|PG Papua New Guinea|FJ Fiji|"
    "SB Quần đảo Solomon|VU Vanuatu|WS Samoa|TO Tonga|KI Kiribati|TV Tuvalu|NR Nauru|PW Palau|FM Micronesia|"
    "MH Quần đảo Marshall|ZZ Không quốc tịch"
)
COUNTRIES: dict[str, str] = {item[:2]: item[3:] for item in _COUNTRIES.split("|")}

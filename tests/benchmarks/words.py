"""Words the corpus is spoken in: what cases are about, the small words between, and syllables for everything else."""

LANGUAGES = {"en": 30, "fr": 20, "es": 15, "ar": 10, "ru": 8, "pt": 6, "sr": 4, "zh": 4, "sq": 3}
"""Language → its share among a hundred cases."""

SUBJECTS = {
    "en": """
        pistol rifle shotgun ammunition magazine barrel receiver silencer seizure border customs parcel
        container vehicle prosecutor court judge expert laboratory tracing marking serial conversion workshop
        courier broker dealer certificate licence export diversion stockpile theft depot convoy smuggling
        darknet marketplace payment invoice interception surveillance witness extradition warrant indictment
        verdict sentence appeal cooperation liaison request evidence restoration deactivated blank alarm
        converted printed reactivated concealed compartment
    """,
    "fr": """
        pistolet fusil munition chargeur canon carcasse silencieux saisie frontière douane colis conteneur
        véhicule procureur tribunal juge expert laboratoire traçage marquage série conversion atelier passeur
        courtier armurier certificat licence exportation détournement stock vol dépôt convoi contrebande
        paiement facture interception surveillance témoin extradition mandat accusation verdict peine appel
        coopération liaison demande preuve neutralisé alarme imprimé réactivé dissimulé compartiment orpailleur
        piste désert grenade perquisition
    """,
    "es": """
        pistola fusil escopeta munición cargador cañón armazón silenciador incautación frontera aduana
        encomienda contenedor vehículo fiscal tribunal juez perito laboratorio rastreo marcaje serie conversión
        taller mensajero intermediario armería certificado licencia exportación desvío arsenal robo depósito
        convoy contrabando pago factura interceptación vigilancia testigo extradición orden acusación veredicto
        condena apelación cooperación enlace solicitud prueba fogueo impreso reactivado oculto compartimento
        comprador aeropuerto allanamiento
    """,
    "ar": """
        مسدس بندقية ذخيرة مخزن سبطانة كاتم مصادرة حدود جمارك طرد حاوية مركبة المدعي محكمة قاضي خبير مختبر تعقب
        وسم رقم تحويل ورشة ناقل وسيط تاجر شهادة رخصة تصدير تحريف مستودع سرقة قافلة تهريب دفع فاتورة اعتراض
        مراقبة شاهد تسليم مذكرة اتهام حكم عقوبة استئناف تعاون طلب دليل إنذار مطبوع مخفي صحراء مهرب تفتيش شبكة
    """,
    "ru": """
        пистолет винтовка ружьё патрон магазин ствол глушитель изъятие граница таможня посылка контейнер
        автомобиль прокурор суд судья эксперт лаборатория отслеживание маркировка номер переделка мастерская
        курьер посредник торговец сертификат лицензия экспорт утечка склад хищение конвой контрабанда даркнет
        оплата счёт перехват наблюдение свидетель экстрадиция ордер обвинение приговор наказание апелляция
        сотрудничество запрос доказательство сигнальный травматический напечатанный тайник обыск покупатель
        группа канал
    """,
    "pt": """
        pistola espingarda munição carregador cano silenciador apreensão fronteira alfândega encomenda contentor
        veículo procurador tribunal juiz perito laboratório rastreio marcação série conversão oficina correio
        intermediário armeiro certificado licença exportação desvio paiol furto depósito comboio contrabando
        pagamento fatura interceção vigilância testemunha extradição mandado acusação sentença pena recurso
        cooperação pedido prova alarme impresso reativado oculto compartimento busca comprador porto rota
    """,
    "sr": """
        пиштољ пушка муниција оквир цев пригушивач заплена граница царина пакет контејнер возило тужилац суд
        судија вештак лабораторија праћење обележавање број преправка радионица курир посредник трговац потврда
        дозвола извоз скретање складиште крађа конвој кријумчарење плаћање фактура пресретање надзор сведок
        изручење налог оптужница пресуда казна жалба сарадња захтев доказ гасни штампан преправљен скривен
        преграда претрес купац мрежа
    """,
    "zh": """
        手枪 步枪 猎枪 弹药 弹匣 枪管 消音器 查获 边境 海关 包裹 集装箱 车辆 检察官 法院 法官
        鉴定 实验室 追查 标识 序列号 改装 作坊 中间商 经销商 许可证 出口 转移 库存 盗窃 走私 暗网
        付款 发票 截获 监视 证人 引渡 逮捕 起诉 判决 刑罚
        上诉 合作 请求 证据 打印 藏匿 夹层 买家 港口 航线
    """,
    "sq": """
        pistoletë pushkë municion karikator tytë silenciator sekuestrim kufi doganë pako kontejner automjet
        prokuror gjykatë gjyqtar ekspert laborator gjurmim shënim serial konvertim punishte korrier ndërmjetës
        tregtar certifikatë licencë eksport devijim depo vjedhje kontrabandë pagesë faturë përgjim vëzhgim
        dëshmitar ekstradim urdhër akuzë vendim dënim apel bashkëpunim kërkesë provë alarm printuar fshehur
        blerës port itinerar
    """,
}

BETWEEN = {
    "en": "the of and in to was by from with at which on after were not",
    "fr": "le la de et en du par avec les dans qui sur après une pas",
    "es": "el la de y en del por con los que un una sobre tras no",
    "ar": "في من على إلى عن مع بعد الذي التي كان قبل بين هذا ولم قد",
    "ru": "в и на с по из от до что был после при не его за",
    "pt": "o a de e em do da com por que um uma após sobre não",
    "sr": "у и на са по из од до који је после при није за као",
    "zh": "的 在 和 由 从 被 后 与 经 并 于 将 向 未 其",
    "sq": "i e në dhe me nga për që një pas mbi te është ishte nuk",
}

SYLLABLES = {
    "latin": "ba be bo da de di ka ke ko la le li ma me mi na ne no ra re ri sa se si ta te ti va ve zo gan lin ter",
    "arabic": "با بي بو دا دي كا كي لا لي ما مي نا ني را ري سا سي تا تي وا زا غا",
    "cyrillic": "ба бе бо да де ди ка ке ко ла ле ли ма ме ми на не но ра ре ри са се та те ти ва ве зо",
    "han": "山 河 城 村 东 西 南 北 新 平 安 石 林 江 海 金 木 水 火 土 田 口",
}

SCRIPT = {"ar": "arabic", "ru": "cyrillic", "sr": "cyrillic", "zh": "han"}
"""Every other language is written in latin letters."""

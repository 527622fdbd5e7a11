"""The controlled lists of a case: code → label. Codes are stored and exchanged, labels are translated.

Offences follow the Firearms Protocol (Articles 3 and 5) and the offences it is most often linked to; stages and
parts are those of the network's own case form. A list only ever grows: stored cases hold its codes.
"""

from collections.abc import Mapping

from portal.foundation.i18n import Lazy, lazy

Codes = Mapping[str, Lazy]

STAGES: Codes = {
    "investigation": lazy("Investigation"),
    "prosecution": lazy("Prosecution"),
    "trial": lazy("Trial"),
    "judgement": lazy("Judgement"),
    "appeal": lazy("Appeal"),
    "closed": lazy("Closed"),
}

PARTS: Codes = {
    "origin": lazy("Origin"),
    "transit": lazy("Transit"),
    "destination": lazy("Destination"),
    "seizure": lazy("Seizure"),
    "prosecution": lazy("Prosecution"),
}

OFFENCES: Codes = {
    "illicit-manufacturing": lazy("Illicit manufacturing (Art. 3 d, 5.1 a)"),
    "illicit-trafficking": lazy("Illicit trafficking (Art. 3 e, 5.1 b)"),
    "falsifying-markings": lazy("Falsifying or obliterating markings (Art. 5.1 c)"),
    "attempt-or-complicity": lazy("Attempt, organizing or aiding (Art. 5.2)"),
    "illicit-possession": lazy("Illicit possession or carrying"),
    "licence-or-document-fraud": lazy("Licence or end-user document fraud"),
    "organized-criminal-group": lazy("Participation in an organized criminal group"),
    "terrorism": lazy("Terrorism"),
    "terrorist-financing": lazy("Financing of terrorism"),
    "drug-trafficking": lazy("Drug trafficking"),
    "money-laundering": lazy("Money-laundering"),
    "corruption": lazy("Corruption"),
    "smuggling": lazy("Smuggling of goods"),
    "migrant-smuggling": lazy("Smuggling of migrants"),
    "trafficking-in-persons": lazy("Trafficking in persons"),
    "homicide": lazy("Homicide"),
    "robbery": lazy("Robbery"),
    "kidnapping": lazy("Kidnapping"),
    "extortion": lazy("Extortion"),
    "cybercrime": lazy("Cybercrime"),
    "wildlife-crime": lazy("Wildlife and environmental crime"),
    "theft": lazy("Theft"),
}

ITEM_TYPES: Codes = {
    "pistol": lazy("Pistol"),
    "revolver": lazy("Revolver"),
    "rifle": lazy("Rifle"),
    "assault-rifle": lazy("Assault rifle"),
    "shotgun": lazy("Shotgun"),
    "sub-machine-gun": lazy("Sub-machine gun"),
    "machine-gun": lazy("Machine gun"),
    "alarm-weapon": lazy("Alarm or signal weapon"),
    "converted-weapon": lazy("Converted weapon"),
    "deactivated-weapon": lazy("Deactivated weapon"),
    "craft-made-weapon": lazy("Craft-made weapon"),
    "printed-weapon": lazy("3D-printed weapon or part"),
    "grenade-launcher": lazy("Grenade or rocket launcher"),
    "grenade": lazy("Hand grenade"),
    "explosive": lazy("Explosive"),
    "part-or-component": lazy("Part or component"),
    "silencer": lazy("Silencer"),
    "magazine": lazy("Magazine"),
    "ammunition": lazy("Ammunition"),
    "other": lazy("Other item"),
}

MARKINGS: Codes = {
    "intact": lazy("Marking intact"),
    "obliterated": lazy("Obliterated"),
    "altered": lazy("Altered or falsified"),
    "restored": lazy("Obliterated, restored in the laboratory"),
    "unmarked": lazy("Never marked"),
    "unknown": lazy("Not recorded"),
}

CARRIAGE: Codes = {
    "land": lazy("Land"),
    "sea": lazy("Sea"),
    "air": lazy("Air"),
    "post": lazy("Post or parcel"),
    "darknet": lazy("Darknet order"),
}

METHODS: Codes = {
    "theft-from-stockpile": lazy("Theft from a stockpile"),
    "theft-from-owner": lazy("Theft from a licensed owner or dealer"),
    "straw-purchase": lazy("Straw purchase"),
    "conversion-of-alarm-weapons": lazy("Conversion of alarm weapons"),
    "reactivation": lazy("Reactivation of deactivated weapons"),
    "3d-printing": lazy("3D printing"),
    "craft-production": lazy("Craft production"),
    "assembly-from-parts": lazy("Assembly from parts"),
    "diversion-of-authorized-transfer": lazy("Diversion of an authorized transfer"),
    "forged-end-user-certificate": lazy("Forged end-user certificate"),
    "battlefield-recovery": lazy("Battlefield recovery or looting"),
    "hidden-compartment": lazy("Hidden compartment in a vehicle"),
    "concealment-in-cargo": lazy("Concealment in cargo"),
    "concealment-on-person": lazy("Concealment on the person or in luggage"),
    "parcel-misdeclaration": lazy("Misdeclared parcel"),
    "splitting-into-parts": lazy("Splitting into parts"),
    "ant-trafficking": lazy("Many small consignments"),
    "use-of-brokers": lazy("Use of brokers or front companies"),
    "bribery-of-officials": lazy("Bribery of officials"),
    "online-marketplace": lazy("On-line marketplace or messaging group"),
    "cache-or-burial": lazy("Cache or burial"),
    "river-or-boat-transfer": lazy("River crossing or transfer between boats"),
}

TECHNIQUES: Codes = {
    "ballistic-examination": lazy("Ballistic examination"),
    "tracing": lazy("Tracing"),
    "serial-number-restoration": lazy("Restoration of serial numbers"),
    "controlled-delivery": lazy("Controlled delivery"),
    "undercover-operation": lazy("Undercover operation"),
    "interception": lazy("Interception of communications"),
    "surveillance": lazy("Surveillance"),
    "informant": lazy("Informant"),
    "digital-forensics": lazy("Digital forensics"),
    "open-source-research": lazy("Open-source research"),
    "financial-investigation": lazy("Financial investigation"),
    "search-and-seizure": lazy("Search and seizure"),
    "dna-and-fingerprints": lazy("DNA and fingerprints"),
    "cell-site-analysis": lazy("Cell-site analysis"),
    "cooperating-defendant": lazy("Cooperating defendant"),
    "customs-risk-profiling": lazy("Customs risk profiling"),
    "x-ray-scanning": lazy("X-ray scanning"),
    "stockpile-audit": lazy("Stockpile or register audit"),
}

COOPERATION: Codes = {
    "mutual-legal-assistance": lazy("Mutual legal assistance"),
    "joint-investigation-team": lazy("Joint investigation team"),
    "police-to-police": lazy("Police-to-police exchange"),
    "customs-cooperation": lazy("Customs cooperation"),
    "interpol": lazy("INTERPOL channels (iARMS)"),
    "europol": lazy("Europol"),
    "eurojust": lazy("Eurojust"),
    "regional-police-organization": lazy("Regional police organization"),
    "extradition": lazy("Extradition"),
    "transfer-of-proceedings": lazy("Transfer of proceedings"),
    "liaison-officer": lazy("Liaison officer"),
    "tracing-request": lazy("Tracing request abroad"),
    "joint-operation": lazy("Joint operation"),
    "peace-operation": lazy("Support of a peace operation"),
    "none": lazy("None was used"),
}

PERSON_PARTS: Codes = {
    "organizer": lazy("Organizer"),
    "supplier": lazy("Supplier"),
    "broker": lazy("Broker"),
    "transporter": lazy("Transporter"),
    "buyer": lazy("Buyer"),
    "manufacturer": lazy("Manufacturer or converter"),
    "official": lazy("Public official"),
    "holder": lazy("Holder or storekeeper"),
    "financier": lazy("Financier"),
    "other": lazy("Other part"),
}

AGE_BANDS: Codes = {
    "under-18": lazy("Under 18"),
    "18-24": lazy("18 to 24"),
    "25-34": lazy("25 to 34"),
    "35-49": lazy("35 to 49"),
    "50-64": lazy("50 to 64"),
    "65-over": lazy("65 and over"),
    "unknown": lazy("Not recorded"),
}

SEXES: Codes = {"female": lazy("Female"), "male": lazy("Male"), "unknown": lazy("Not recorded")}

VERDICTS: Codes = {
    "pending": lazy("Pending"),
    "convicted": lazy("Convicted"),
    "acquitted": lazy("Acquitted"),
    "discontinued": lazy("Discontinued"),
    "fugitive": lazy("Fugitive"),
}

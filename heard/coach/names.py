"""Which words with a capital are no names: small words, greetings, and what opens a sentence."""

NOT_NAMES = frozenset(
    "a again ah all also always an and april as at august best but by christmas customers dear december "
    "dr each easter english even everybody everyone everything february first for french friday from "
    "german good great he hello her here hey hi his how i if in it its january july june just kind "
    "kindest many march may monday most mr mrs ms my never next no nobody not nothing november now "
    "october of oh on once only or our people please prof regards saturday second september she so some "
    "somebody someone something sorry spanish still sunday thank thanks that the their then there these "
    "they third this those thursday to today tomorrow tuesday warm we wednesday well what when where "
    "which who why with yes you your".split()
)

# Capitals that open a sentence say nothing; a first word is a name only when it is none of these.
OPENERS = frozenset(
    "about above accounts actually add adding after ahead air alas almost already alterations although am "
    "horses quick "
    "among another any anything apart apologies apologise apologize apparently apply appointments are "
    "around ask asking back bags bank based be because been before being better between billing bills "
    "book bookings both boxes brilliant bring business cakes call calling calls can cancel card carriers "
    "certainly change changes charge charging check checking cheers choose claims cleaning clear clearly "
    "click clients close closed code coffee colleagues collect come company compared complaints computer "
    "computers conditions congratulations connect contact could count couriers cover credit currently "
    "customs day days delete deliveries delivery deposits depot despite did dispatch do does don done "
    "double down drivers drop due during easily either else email emails end engineers enjoy enough enter "
    "evenings ever every everything's exactly excellent except exceptions excuse expect fair far feel "
    "fees fill final finally finance find fitters five fix flights flowers follow forgive forgot forty "
    "found four free fridays fully further fyi get getting gift give glad go going gone goods got grab "
    "granted guess guests had half hand happy hard has have having head hear heat help hereby hold "
    "honestly hope hopefully hotel hotels house however hundreds i'd i'll i'm imagine immediately inside "
    "instead into invoices is it's items join jump keep keys kindly kitchen knock know last lastly late "
    "later law leave less let letters letting lights like likely little log logistics long look looking "
    "looks lots love lovely luckily made mails make making management manager managers marketing maybe "
    "meanwhile members messages might mistakes mondays money more mornings much music must names "
    "naturally near nearly need needless new nice nights nine none nor normally noted obviously off "
    "office often okay one open order orders other others otherwise ought out outside over own packages "
    "paid parcels pardon part passengers past patients pay payments perfect perhaps personally phones "
    "pick place plain plans play pleasure plug policies policy poor pop possibly post press prices print "
    "printers probably problems procedure procedures production products promise promised ps push put "
    "questions quite quote rain raise rather read really reception refund refunds regarding regulations "
    "remember remove repairs replace reply reservations reset respectfully rest restart return returns "
    "right ring rooms rules run sadly safe safety sales same saturdays save say security see seems select "
    "send sending sent service services set seven several shall ship shipping shoes shop shops should "
    "show shower sign simply sincerely six software soon sounds spares speak spread staff start stay stop "
    "store students such sundays super suppliers support sure surely switch system systems tables take "
    "taking talk tap teachers team teams technicians teething tell ten tenants terms terrible that's "
    "there's thing things think though three thursdays tickets till time times together too top total "
    "totally track traffic trains transfer treat tried trips truly try trying tuesdays turn turned twelve "
    "twenty twice two type typical typically under understandably understood unfortunately unless unlock "
    "unplug until up update updates upon use using usually vans vehicles very visit voucher wait waiting "
    "want warmly warranties warranty was watch water way we'd we'll we're weather websites wednesdays "
    "weekends welcome were while whoever whose will wine winter wipe wish wishing within without "
    "wonderful work would wow write wrong yesterday yet you'll you're yours".split()
)

# Endings that a first word has when it is none: an open list of openers is never whole.
NO_NAME_ENDS = tuple(
    "ings tion tions ment ments ness able ible ful ous tive kly tly sly dly nly ually ically works ships "
    "less ware books".split()
)

# What may follow an opener, and hardly ever a name: "Since this morning", "Behind the door".
AFTER_NO_NAME = frozenset("the a an this that these those my your our all both every each no another".split())

/** Irregular verbs of the field: base → past participle. */
export const irregularVerbs: ReadonlyMap<string, string> = new Map(
  (
    'arise:arisen awake:awoken be:been bear:borne beat:beaten become:become begin:begun bend:bent bet:bet bid:bid ' +
    'bind:bound bite:bitten bleed:bled blow:blown break:broken breed:bred bring:brought broadcast:broadcast ' +
    'build:built burst:burst buy:bought cast:cast catch:caught choose:chosen cling:clung come:come cost:cost ' +
    'creep:crept cut:cut deal:dealt dig:dug do:done draw:drawn drink:drunk drive:driven eat:eaten fall:fallen ' +
    'feed:fed feel:felt fight:fought find:found flee:fled fly:flown forbid:forbidden forecast:forecast forget:forgotten ' +
    'forgive:forgiven freeze:frozen get:got give:given go:gone grind:ground grow:grown hang:hung have:had hear:heard ' +
    'hide:hidden hit:hit hold:held hurt:hurt input:input keep:kept know:known lay:laid lead:led leave:left lend:lent ' +
    'let:let lie:lain light:lit lose:lost make:made mean:meant meet:met mow:mown offset:offset overcome:overcome ' +
    'pay:paid put:put quit:quit read:read rend:rent ride:ridden ring:rung rise:risen run:run saw:sawn say:said see:seen ' +
    'seek:sought sell:sold send:sent set:set sew:sewn shake:shaken shed:shed shine:shone shoot:shot show:shown ' +
    'shrink:shrunk shut:shut sing:sung sink:sunk sit:sat sleep:slept slide:slid sow:sown speak:spoken spend:spent ' +
    'spin:spun split:split spread:spread spring:sprung stand:stood steal:stolen stick:stuck sting:stung ' +
    'strike:struck string:strung strive:striven swear:sworn sweep:swept swell:swollen swim:swum swing:swung ' +
    'take:taken teach:taught tear:torn tell:told think:thought throw:thrown thrust:thrust understand:understood ' +
    'upset:upset wake:woken wear:worn weave:woven weep:wept win:won wind:wound withdraw:withdrawn withhold:withheld ' +
    'withstand:withstood wring:wrung write:written undo:undone redo:redone'
  )
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);

/** Participles beside those of `irregularVerbs` that people write as well. */
export const otherParticiples: ReadonlySet<string> = new Set(
  (
    'burnt dreamt dwelt knelt leant leapt learnt smelt spelt spilt spoilt proven gotten shaven shown hewn laden molten ' +
    'sunken stricken bespoken sped wed lit arisen begotten bidden drunken overdue unpaid unsent undelivered'
  ).split(' '),
);

/** Regular verbs of the field: what makes a word certain to be a verb. */
export const regularVerbs: ReadonlySet<string> = new Set(
  (
    'abandon abort accept access acknowledge acquire activate adapt add address adjust admit adopt advance advise affirm ' +
    'age aggregate agree alert allocate allow alter amend analyse analyze announce annotate answer appeal append apply ' +
    'appoint appraise approach approve archive arm arrange arrive ask assemble assert assess assign assist attach attempt ' +
    'attend attest audit authenticate authorise authorize automate avoid award back balance ban batch bill block bond book ' +
    'boost borrow bounce bundle calculate calibrate call cancel cap capture carry categorise categorize certify chain ' +
    'change charge chat check claim classify clean clear click clone close coach collect combine commence comment commission ' +
    'commit compare compensate compile complete compose compress compute conclude configure confirm connect consent consolidate consume ' +
    'contact contain continue contract control convert copy correct correlate count couple cover crash create credit cross curate ' +
    'customise customize deactivate debit decide declare decline decode decommission decrease decrypt deduct deduplicate default ' +
    'defer define degrade delay delegate delete deliver demote deny depart deplete deploy deposit deprecate deregister ' +
    'describe designate detach detect determine develop diagnose dial disable disallow discard discharge disclose disconnect ' +
    'discontinue discount discover discuss dismiss dispatch display dispose dispute distribute divert divide dock document donate download ' +
    'downgrade draft drain drop duplicate earn edit elapse elect elevate email embed emit employ empty enable encode ' +
    'encounter encrypt end endorse enforce engage enlist enqueue enrich enrol enroll ensure enter escalate establish estimate ' +
    'evaluate evict examine exceed exchange exclude execute exempt exhaust exit expand expect expedite expire explain expose ' +
    'export extend extract fail fetch fill filter finalise finalize finance finish fire fix flag flush fold follow force forfeit ' +
    'form format forward fulfil fulfill fund gather generate grade graduate grant greet group guarantee guess halt handle ' +
    'harvest hire honour honor host identify ignore illustrate implement import impose improve include increase increment index ' +
    'indicate inform ingest inherit initialise initialize initiate inject insert inspect install instruct insure integrate ' +
    'interrupt introduce invalidate invert invest investigate invite invoice invoke involve isolate issue join judge justify ' +
    'kick kill label lapse launch learn lease level levy license lift limit link liquidate list listen load localise localize ' +
    'locate lock log loosen lower mail maintain manage manufacture map mark market match mature measure mediate mention ' +
    'merge message meter migrate mint miss mitigate mix mobilise mobilize model moderate modify monitor mount move multiply mute ' +
    'name narrow navigate need negotiate nominate normalise normalize note notify number obey object obligate observe obtain occupy occur ' +
    'offer omit onboard open operate optimise optimize order organise organize orphan outsource overlap own pack package page pair ' +
    'park parse participate partition pass patch pause peak peer perform permit persist phone pick pin ping place plan ' +
    'plant play pledge plug poll populate post postpone power prefer prepare prescribe present preserve press prevent price print ' +
    'prioritise prioritize process procure produce profile program progress prolong promise promote prompt propagate propose protect prove provide provision ' +
    'publish pull purchase purge push qualify quantify quarantine query question queue quote raise rank rate ratify reach react ' +
    'rebalance rebase rebut recall receive reclaim recognise recognize recommend reconcile reconnect record recover recruit recycle redeem ' +
    'redirect reduce refer refill refine refresh refund refuse regenerate register regret regulate reinstate reject relate relax release relocate ' +
    'remain remediate remember remind remit remove rename renew repair replace replay replenish replicate reply report ' +
    'request require reroute reschedule research reserve reside resign resolve respond rest restart restock restore restrict ' +
    'restructure result resume retain retire retract retrieve retry return reuse reveal reverse revert review revise revoke reward roll ' +
    'rotate round route sample sanction satisfy save scale scan schedule score screen scroll seal search secure segment select separate ' +
    'sequence serve settle share shelve shift ship shorten sign signal simplify simulate skip slow snooze sort source specify stabilise stabilize ' +
    'stage stall stamp start state stay stock stop store stream strip structure subject submit subscribe substitute succeed suggest sum summarise summarize ' +
    'supersede supervise supply support surrender survey suspend sustain swap switch sync synchronise synchronize tag tally target tax terminate test ' +
    'thank throttle tick tighten time tip toggle top total touch track trade train transcode transcribe transfer transform transition translate ' +
    'transmit transport trap trash travel treat trigger trim truncate trust try tune turn type unblock uninstall unlink unload unlock ' +
    'unpack unpin unpublish unregister unsubscribe update upgrade upload urge use utilise utilize vacate validate value verify veto view visit void ' +
    'vote waive walk want warn wash watch weigh welcome widen win wipe witness work wrap yield zip ' +
    'accrue amortise amortize bridge opt burn foreclose hedge lint mature net novate probe proceed render seed sms stake ' +
    'trace triage upsert vest'
  ).split(' '),
);

/** Verbs of more than one syllable that double their last letter, being stressed on it, or by British custom (-l). */
export const doublingVerbs: ReadonlySet<string> = new Set(
  (
    'abet abhor acquit admit allot annul begin commit compel concur confer control debug defer demur deter disbar ' +
    'dispel embed emit enrol equip excel expel extol forget format fulfil handicap impel incur infer inter kidnap ' +
    'occur omit outwit patrol permit prefer program propel rebel recap recur refer regret rebut remit repel retag ' +
    'rewrap submit transfer transmit unplug unpin unwrap unzip upset worship ' +
    'cancel channel dial duel enamel equal fuel funnel initial label level marshal model panel pencil quarrel ' +
    'reconcil relabel remodel rival shovel signal spiral swivel total travel tunnel unravel'
  ).split(' '),
);

/** Words that end in -ed and are no participles. */
export const falseParticiples: ReadonlySet<string> = new Set(
  (
    'need feed speed seed weed heed deed greed reed steed tweed creed bleed breed exceed proceed succeed embed shred ' +
    'bed red hundred sacred naked wicked indeed newsfeed datafeed rebreed biped moped sled shed wed zed'
  ).split(' '),
);

/** Nouns that people write for an event or command, and their verbs. */
export const verbsOfNouns: ReadonlyMap<string, string> = new Map(
  (
    'acceptance:accept acknowledgement:acknowledge activation:activate addition:add adjustment:adjust allocation:allocate ' +
    'approval:approve arrival:arrive assignment:assign authentication:authenticate authorization:authorize ' +
    'authorisation:authorise calculation:calculate cancellation:cancel completion:complete confirmation:confirm ' +
    'creation:create deactivation:deactivate deletion:delete delivery:deliver departure:depart dispatching:dispatch ' +
    'expiry:expire expiration:expire failure:fail fulfilment:fulfil fulfillment:fulfill generation:generate ' +
    'initiation:initiate insertion:insert installation:install modification:modify notification:notify ' +
    'payment:pay publication:publish receipt:receive recovery:recover registration:register rejection:reject ' +
    'removal:remove renewal:renew replacement:replace reservation:reserve resolution:resolve revocation:revoke ' +
    'selection:select settlement:settle shipment:ship submission:submit subscription:subscribe success:succeed ' +
    'suspension:suspend synchronization:synchronize synchronisation:synchronise termination:terminate ' +
    'transmission:transmit validation:validate verification:verify withdrawal:withdraw'
  )
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);

/** States that something has come into: as good as a participle at the end of an event's name. */
export const states: ReadonlySet<string> = new Set(
  (
    'absent active ajar available busy clean complete current dead dirty down due empty failed faulty full healthy high idle inactive ' +
    'incomplete invalid late live low missing off offline on online open operational overdue pending present ready safe stale stable ' +
    'unavailable unhealthy unready unreachable unsafe unstable up valid'
  ).split(' '),
);

/** Words that begin where or how something is: `in-stock`, `on-hold`, `at-risk`, `out-of-stock`. */
export const places: ReadonlySet<string> = new Set(['in', 'on', 'of', 'at']);

/** Nouns made of a verb and a small word, and what they are once it has happened. */
export const phrasalNouns: ReadonlyMap<string, string> = new Map(
  (
    'backup:backed-up buyout:bought-out callback:called-back cashout:cashed-out checkin:checked-in checkout:checked-out ' +
    'dropoff:dropped-off handover:handed-over login:logged-in logoff:logged-off logon:logged-on logout:logged-out ' +
    'lookup:looked-up payout:paid-out pickup:picked-up rollback:rolled-back rollout:rolled-out setup:set-up ' +
    'shutdown:shut-down signin:signed-in signoff:signed-off signout:signed-out signup:signed-up startup:started-up ' +
    'takeover:taken-over timeout:timed-out topup:topped-up writeoff:written-off'
  )
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);

/** Small words that follow a verb: `signed-up`, `timed-out`. */
export const particles: ReadonlySet<string> = new Set(
  'about across again ahead along apart as aside at away back by down for forth forward from in into off on onto out over through to together under up with'.split(
    ' ',
  ),
);

/** Prefixes that make new verbs with the same forms. */
export const verbPrefixes: readonly string[] = [
  'auto',
  'back',
  'co',
  'counter',
  'cross',
  'de',
  'dis',
  'down',
  'fore',
  'inter',
  'mis',
  'off',
  'out',
  'over',
  'pre',
  're',
  'sub',
  'un',
  'under',
  'up',
  'with',
];

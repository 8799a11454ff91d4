import { describe, expect, it } from 'vitest';
import { isBaseForm, isPastParticiple, pastParticiple, verbOf } from './verb-forms.ts';

/** Base and participle of verbs that name real events, checked against a dictionary. */
const verbs = `
abandon abandoned|abort aborted|accept accepted|access accessed|acknowledge acknowledged|acquire acquired|activate activated
|add added|adjust adjusted|admit admitted|allocate allocated|amend amended|apply applied|approve approved|archive archived
|arise arisen|arrive arrived|assign assigned|attach attached|authorize authorized|backfill backfilled|ban banned|become become
|begin begun|bid bid|bill billed|bind bound|block blocked|book booked|break broken|bring brought|broadcast broadcast|build built
|buy bought|calculate calculated|cancel cancelled|cap capped|capture captured|carry carried|catch caught|change changed
|charge charged|check checked|choose chosen|claim claimed|clear cleared|clone cloned|close closed|come come|commit committed
|complete completed|confirm confirmed|connect connected|control controlled|convert converted|copy copied|cost cost|create created
|credit credited|cut cut|deactivate deactivated|deal dealt|debit debited|debug debugged|decline declined|decrypt decrypted
|defer deferred|delete deleted|deliver delivered|deny denied|deploy deployed|deprecate deprecated|detect detected
|dial dialled|disable disabled|discard discarded|discover discovered|dispatch dispatched|do done|download downloaded|draw drawn
|drive driven|drop dropped|edit edited|email emailed|embed embedded|emit emitted|empty emptied|enable enabled|enqueue enqueued
|enrich enriched|enrol enrolled|enter entered|equip equipped|evict evicted|exceed exceeded|exit exited|expel expelled|expire expired
|export exported|extend extended|fail failed|fall fallen|feed fed|find found|finish finished|fix fixed|flag flagged|flush flushed
|focus focused|forecast forecast|foresee foreseen|forget forgotten|format formatted|forward forwarded|freeze frozen|fulfil fulfilled
|fund funded|generate generated|get got|give given|go gone|grant granted|grow grown|handle handled|hear heard|hide hidden|hit hit
|hold held|identify identified|import imported|incur incurred|index indexed|infer inferred|ingest ingested|install installed
|invoice invoiced|issue issued|join joined|keep kept|label labelled|launch launched|lay laid|lead led|leave left|lend lent
|link linked|list listed|load loaded|lock locked|log logged|lose lost|make made|map mapped|mark marked|match matched|meet met
|merge merged|migrate migrated|mimic mimicked|misplace misplaced|modify modified|move moved|mute muted|notify notified|occur occurred
|offset offset|omit omitted|onboard onboarded|open opened|order ordered|overdraw overdrawn|override overridden|overrun overrun
|overwrite overwritten|pack packed|panic panicked|park parked|patrol patrolled|pause paused|pay paid|permit permitted|pick picked
|pin pinned|place placed|plan planned|plug plugged|post posted|prefer preferred|process processed|program programmed
|provision provisioned|publish published|purge purged|put put|qualify qualified|query queried|queue queued|quit quit|quote quoted
|read read|rebuild rebuilt|rebut rebutted|receive received|redo redone|redraw redrawn|refer referred|refund refunded|refuse refused
|register registered|reject rejected|release released|remap remapped|remit remitted|remove removed|rename renamed|renew renewed
|reopen reopened|repay repaid|replan replanned|replay replayed|reply replied|request requested|rerun rerun|reschedule rescheduled
|resell resold|resend resent|reserve reserved|reset reset|reship reshipped|resolve resolved|restock restocked|retake retaken
|retire retired|retry retried|return returned|reverse reversed|revoke revoked|rewrite rewritten|ride ridden|ring rung|rise risen
|route routed|run run|say said|scan scanned|schedule scheduled|see seen|sell sold|send sent|set set|settle settled|ship shipped
|show shown|shut shut|sign signed|skip skipped|speak spoken|spend spent|split split|spread spread|stand stood|start started
|steal stolen|stick stuck|stop stopped|stream streamed|strike struck|submit submitted|subscribe subscribed|succeed succeeded
|suspend suspended|swap swapped|sync synced|tag tagged|take taken|teach taught|terminate terminated|throw thrown|track tracked
|transfer transferred|transmit transmitted|travel travelled|trigger triggered|trim trimmed|try tried|unbind unbound|undo undone
|undergo undergone|understand understood|undertake undertaken|unfreeze unfrozen|unlock unlocked|unpin unpinned|update updated
|upgrade upgraded|uphold upheld|upload uploaded|upset upset|validate validated|verify verified|veto vetoed|visit visited|void voided
|vote voted|waive waived|warn warned|win won|withdraw withdrawn|withhold withheld|wrap wrapped|write written|zip zipped`
  .trim()
  .split('|')
  .map((pair) => pair.trim().split(' ') as [string, string]);

describe('past participles', () => {
  it('has enough cases to mean something', () => {
    expect(verbs.length).toBeGreaterThan(250);
  });

  it.each(verbs)('%s → %s', (base, participle) => {
    expect(pastParticiple(base)).toBe(participle);
    expect(isPastParticiple(participle)).toBe(true);
    if (base !== participle) expect(isPastParticiple(base)).toBe(false);
  });

  it('knows the verb behind a form', () => {
    const wrong = verbs.filter(([base, participle]) => isBaseForm(base) && verbOf(participle) !== base);
    // Forms that are verbs of their own may differ, and so may spellings: enrol, enroll.
    const faults = wrong.filter(([base, form]) => !isBaseForm(form) && verbOf(form) !== `${base}l`);
    expect(faults).toEqual([]);
  });

  it.each([
    ['creates', 'create'],
    ['creating', 'create'],
    ['creation', 'create'],
    ['shipping', 'ship'],
    ['carries', 'carry'],
    ['resent', 'resend'],
    ['cancelled', 'cancel'],
    ['canceled', 'cancel'],
  ])('%s is a form of %s', (word, base) => {
    expect(verbOf(word)).toBe(base);
  });

  it.each(['snapshot', 'order-line', 'thing', 'status', 'state', 'feed', 'need', 'speed', 'hundred', 'list'])(
    '%s is no participle',
    (word) => expect(isPastParticiple(word)).toBe(false),
  );
});

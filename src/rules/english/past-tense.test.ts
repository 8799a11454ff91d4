import { describe, expect, it } from 'vitest';
import { inPastTense, saysWhatHappened } from './past-tense.ts';

/** Actions of events as people name them well. */
const facts = `
placed line-changed checked-out checked-in signed-up logged-in timed-out opted-in rolled-back set-up broken-down written-off
paid-out backed-up shut-down put-away picked-up dropped-off handed-over left given rung sung overpaid prepaid repaid undersold
outbid misread reread pre-authorized soft-deleted re-sent re-opened dead-lettered backordered cross-docked fast-tracked
whitelisted onboarded upsold cross-sold spun-up scaled-down vested accrued defaulted foreclosed netted novated hedged
part-filled partially-filled cancelled canceled minted burned burnt staked bridged swapped limit-exceeded goal-met target-hit
battery-low temperature-high door-ajar lights-on lights-off powered-on online offline lost found stuck docked landed taken-off
departed diverted overbooked out-of-stock in-stock back-in-stock on-hold in-transit at-risk sold-out low-on-stock
became-available gone-live ready due overdue approved-by-manager assigned-to-agent moved-to-bin sent-for-review
flagged-for-review marked-as-paid marked-read converted-to-order split merged hung frozen slept begun ended done complete
up down shed bid set`
  .trim()
  .split(/\s+/);

/** What is no fact, and how it would be one; `-`: nobody can tell. */
const others = `
create created|creates created|creating created|creation created|line-change line-changed|cancels cancelled|send sent
sell sold|payment paid|shipment shipped|checkout checked-out|check-out checked-out|cart-checkout cart-checked-out
sign-up signed-up|signup signed-up|login logged-in|logout logged-out|log-off logged-off|rollback rolled-back
shutdown shut-down|timeout timed-out|opt-in opted-in|handover handed-over|seed seeded|need needed|exceed exceeded
proceed proceeded|undo undone|redo redone|hedge hedged|approval approved|feed fed|bed -|red -|info -|data -|snapshot -
hundred -|newsfeed -|thing -`
  .trim()
  .split(/[|\n]/)
  .map((pair) => pair.trim().split(' ') as [string, string]);

describe('actions of events', () => {
  it('are enough to mean something', () => {
    expect(facts.length + others.length).toBeGreaterThan(130);
  });

  it.each(facts)('%s says what happened', (action) => {
    expect(saysWhatHappened(action)).toBe(true);
  });

  it.each(others)('%s would be %s', (action, past) => {
    expect(saysWhatHappened(action)).toBe(false);
    expect(inPastTense(action) ?? '-').toBe(past);
  });
});

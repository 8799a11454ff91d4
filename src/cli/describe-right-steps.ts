import { plural } from '../diagnostics/format/located.ts';
import { type Paint, printable } from '../diagnostics/format/paint.ts';
import type { RightComparison, RightDecision, RightStep } from '../kafka/compare-rights.ts';
import type { LiveRight } from '../kafka/live-right.ts';

/** How rights compare, or why they were not compared. */
export type ComparedRights =
  | ({ readonly compared: true } & RightComparison)
  /** `not-asked`: the design gives none, or nobody wants to know. `unchecked`: the cluster has no authorizer. */
  | { readonly compared: false; readonly because: 'not-asked' | 'unchecked' };

/** Others' rights that are shown. */
const shownOthers = 10;

/** Who may do what that differs, or was changed, for people; ends with the verdict. Empty: nothing was compared. */
export function describeRights(action: 'plan' | 'apply', rights: ComparedRights, paint: Paint): string {
  if (!rights.compared) {
    return rights.because === 'not-asked'
      ? ''
      : `\n${paint.yellow('rights are not checked')}: the cluster has no authorizer, so every login may do everything\n`;
  }
  const { steps, decisions, unchanged, others } = rights;
  const lines = [
    ...steps.map((step) => `  ${stepText(step, action, paint)}`),
    ...decisions.flatMap((decision) => decisionText(decision, paint)),
  ];
  if (others.length > 0) {
    lines.push(paint.dim('  not of this design:'));
    for (const right of others.slice(0, shownOthers))
      lines.push(paint.dim(`    ${printable(right.principal)}  ${rightText(right)}`));
    if (others.length > shownOthers) lines.push(paint.dim(`    and ${others.length - shownOthers} more`));
  }
  const count = plural(steps.length, 'right');
  const parts = [
    action === 'apply' ? `${count} changed` : `${count} to change`,
    ...(decisions.length > 0 ? [paint.red(`${plural(decisions.length, 'decision')} for people`)] : []),
    `${unchanged} unchanged`,
  ];
  return `\n${[...lines, ...(lines.length > 0 ? [''] : []), parts.join(' · ')].join('\n')}\n`;
}

function stepText(step: RightStep, action: 'plan' | 'apply', paint: Paint): string {
  const mark = action === 'apply' ? paint.green('✓') : ' ';
  const who = printable(step.right.principal);
  if (step.do === 'revoke') return `${mark} ${paint.red('revoke')}   ${who}  ${rightText(step.right)}`;
  const { type, name, operations } = step.right;
  return `${mark} grant    ${who}  ${operations.join(', ')} on ${resourceText(type, name)}`;
}

function decisionText(decision: RightDecision, paint: Paint): string[] {
  const { right } = decision;
  const line = `    ${paint.red('decide')}   ${printable(right.principal)}  ${rightText(right)}`;
  if (decision.about === 'beyond') {
    return [
      `${line}: more than the design gives`,
      `             --revoke ${printable(decision.login)} takes it away`,
    ];
  }
  const { principal, type, name } = decision.wanted;
  return [
    `${line} is denied, which wins over what the design gives`,
    `             ${printable(principal)} needs ${resourceText(type, name)}: take the denial away, or the need`,
  ];
}

function rightText({ type, name, pattern, operation, host }: LiveRight): string {
  const from = host === '*' ? '' : ` from ${printable(host)}`;
  return `${operation} on ${resourceText(type, name)}${pattern === 'prefixed' ? '…' : ''}${from}`;
}

function resourceText(type: string, name: string): string {
  return name === '*' ? `every ${type}` : type === 'cluster' ? 'the cluster' : `${type} ${printable(name)}`;
}

/** The same for programs. */
export function rightsToJson(action: 'plan' | 'apply', rights: ComparedRights): object {
  if (!rights.compared) return rights;
  const { steps, decisions, unchanged, others } = rights;
  return {
    compared: true,
    steps: steps.map((step) => ({ ...step, done: action === 'apply' })),
    decisions,
    unchanged,
    others,
  };
}

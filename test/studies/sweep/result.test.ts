import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../sim/document/paint.ts';
import { reportText } from '../../../sim/document/text.ts';
import { estimateIntervalText, estimateText } from '../../../sim/studies/charts/measured.ts';
import { sweepCsv } from '../../../sim/studies/result/metric-csv.ts';
import {
  heatMapChart,
  pointTable,
  shadeLevels,
  sweepLineChart,
  sweepReport,
} from '../../../sim/studies/sweep/report.ts';
import {
  enoughPoint,
  type SweepResult,
  sweepSchema,
  sweepSentences,
} from '../../../sim/studies/sweep/result.ts';
import { officeGateway } from '../office-gateway.ts';
import { HOST_STATUS, RETRY, RUNNERS, sweepResultOf } from './small-sweep.ts';

const context = { input: officeGateway(), command: 'mailpath sweep office.yaml' };

/** With all sections. */
function sweepText(result: SweepResult, columns: number): string {
  return reportText(sweepReport(result, context), { columns, paint: PLAIN }, true);
}

const line = sweepResultOf([RETRY]);
const map = sweepResultOf([RUNNERS, RETRY], ['p99', 'cuts']);
const choice = sweepResultOf([HOST_STATUS]);
/** Mail is left when the runs end. */
const losing = sweepResultOf([RETRY], ['p99'], 9, { endMs: 15 * 60_000 });
const OPEN = { kind: 'at-least', low: 7_200_000, high: null } as const;
const NEVER = { kind: 'never', low: null, high: null } as const;
const KNOWN = { kind: 'exact', low: 10_800_000, high: 10_800_000 } as const;

/** The same result with other facts of its one line. */
function told(facts: Partial<SweepResult['lines'][number]>, result = line): string {
  return sweepSentences({ ...result, lines: [{ ...result.lines[0], ...facts }] }).join(' ');
}

describe('the result of a sweep', () => {
  it.each([
    ['one dimension', line],
    ['two dimensions', map],
    ['values without an order', choice],
    ['one replication', sweepResultOf([RETRY], ['p99'], 1)],
    ['a measure that is not judged', sweepResultOf([RETRY], ['connections'], 2)],
  ])('keeps to its schema: %s', (_, result) => {
    expect(sweepSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
  });

  it('puts the measures that were asked for first', () => {
    expect(map.measures.slice(0, 3).map(({ name }) => name)).toEqual(['p99', 'cuts', 'p50']);
    expect(map.measures.filter(({ requested }) => requested)).toHaveLength(2);
  });
});

describe('the text of a sweep', () => {
  it('has a row a value, with intervals low to high and the best marked', () => {
    const text = sweepText(line, 100);
    expect(text).toMatch(/^ {2}retry-interval +p99$/m);
    expect(text).toMatch(/^ {2}retry-interval +p50 +max/m);
    expect(text).toMatch(/^ +1m +.*best +\d+ min[ \ds]* \([\d.]+ to [\d.]+ min\)/m);
    expect(text).not.toContain('±');
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'What is called significant holds for all of it together (sign test, Holm).',
    );
    expect(text.replaceAll(/\s+/g, ' ').match(/order statistics/g)).toHaveLength(1);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'intervals in brackets: 95% of the typical day (the median over the days)',
    );
    expect(text).toMatch(/^ +10m /m);
  });

  it('has a map of two dimensions, with a shade and the best marked', () => {
    const text = sweepText(map, 100);
    expect(text).toContain('p99 on a typical day, runners down, retry-interval across; * the best');
    expect(text).toMatch(/^ {2}4 .*\*/m);
    expect(text).toContain('█');
    expect(text).toContain('Lowest cuts on a typical day');
    expect(text).toMatch(/Best: \d runners, retry-interval 1m \(p99/);
  });

  it('has a row a point of three dimensions, the best first', () => {
    const result = sweepResultOf([RUNNERS, RETRY, HOST_STATUS], ['p99'], 2);
    const text = sweepText(result, 100);
    const rows = text.slice(text.indexOf('Every value')).split('\n');
    const first = rows.findIndex((row) => row.startsWith('  runners  retry-interval')) + 1;
    expect(rows[first]).toMatch(/^ +\d +1m +off /);
    expect(rows.slice(first).filter((row) => /^ +\d +\d+m +(?:on|off) /.test(row))).toHaveLength(
      18,
    );
  });

  it.each([60, 80, 100])('stays within %i columns', (columns) => {
    for (const result of [line, map, choice]) {
      const page = { columns, paint: PLAIN };
      const screen = reportText(sweepReport(result, context), page, false);
      const widest = Math.max(...screen.split('\n').map((row) => row.length));
      expect(widest).toBeLessThanOrEqual(columns);
    }
  });

  it('says how much never arrives, and how its delays count', () => {
    const text = sweepText(losing, 200).replaceAll(/(?<=\S)\n(?=\S)/g, ' ');
    expect(text).toMatch(
      /^Some mail never arrives, .* on a typical day: at 3 of 3 points \([\d.]+% to [\d.]+% at retry-interval=1m; .*Its delays count as never, or as its age at least\./m,
    );
    expect(text.indexOf('Some mail never')).toBeLessThan(text.indexOf('at least'));
    expect(sweepText(line, 200)).not.toContain('Some mail never arrives');
  });

  it('prints a bound as a bound, and sorts by its upper end', () => {
    expect(losing.points[0].measures.max).toMatchObject({ kind: 'at-least', high: null });
    expect(sweepText(losing, 200)).toMatch(/ at least \d+ min/);
    const points = losing.points.map((point, i) => ({
      ...point,
      significantlyWorse: i < 2,
      measures: { ...point.measures, p99: { ...point.measures.p99, ...[OPEN, NEVER, KNOWN][i] } },
    }));
    const dimensions = [...losing.dimensions, ...losing.dimensions, ...losing.dimensions];
    const tripled = points.map((point) => ({
      ...point,
      values: [0, 1, 2].map(() => point.values[0]),
    }));
    const table = pointTable({ ...losing, dimensions, points: tripled }, 30);
    expect(table.labels.map((label) => label.trim().split(/ +/)[0])).toEqual(['10m', '1m', '5m']);
    expect(table.columns[0].cells.map(({ centre }) => centre)).toEqual([
      '3 h',
      'at least 2 h',
      'never',
    ]);
    expect(shadeLevels({ ...losing, points, best: 2 }, 'p99')).toEqual([4, 4, 0]);
  });

  it('is marked where it was stopped', () => {
    const text = sweepText({ ...line, partial: true }, 100);
    expect(text.match(/PARTIAL/g)).toHaveLength(2);
  });
});

describe('the sentences of a sweep', () => {
  it('say from where on nothing significant is gained, and what a further value may yet gain', () => {
    const dimension = 'runners';
    const further = { point: 2, maxGain: 4000 };
    const result = sweepResultOf([RUNNERS]);
    const sentence = told({ dimension, shape: 'up', from: 1, to: 2, further, knee: 1 }, result);
    expect(sentence).toMatch(
      /^From 2 runners on, nothing significant is gained \(p99 .* on a typical day; at most 4 s less with 4\)\. The curve bends there too \(Kneedle\)\.$/,
    );
  });

  it('say that the end of the range is not the end', () => {
    expect(told({ shape: 'up', from: 2, to: 2 })).toMatch(
      /more is significantly better up to .*: try larger ones/i,
    );
    expect(enoughPoint({ ...line.lines[0], shape: 'up', from: 2, to: 2 })).toBeNull();
  });

  it('say how much is left open where the intervals are wide', () => {
    const further = { point: 0, maxGain: 1e12 };
    const sentence = told({ shape: 'down', from: 0, to: 1, further });
    expect(sentence).toMatch(/9 days leave open up to \d+ min.* less with 1m/);
  });

  it('say that a dimension makes no difference', () => {
    const level = {
      ...line,
      points: line.points.map((one) => ({ ...one, significantlyWorse: false })),
    };
    const significantlyWorse = [false, false, false];
    expect(told({ shape: 'flat', significantlyWorse }, level)).toMatch(
      /^Retry-interval makes no significant difference \(p99 on a typical day from 12 .* to 17 /,
    );
    expect(told({ shape: 'flat', points: [0, 0, 0] })).toMatch(
      /makes no difference to the typical day/,
    );
  });

  it('say what has no end that is known', () => {
    const further = { point: 0, maxGain: null };
    expect(told({ shape: 'down', from: 0, to: 1, further })).toContain(
      'what 1m may still gain is not known, since mail may never arrive',
    );
  });

  it('call nothing significant where so few days cannot tell, and say how many it takes', () => {
    const few = sweepResultOf([RETRY], ['p99'], 4);
    expect(few.points.map(({ significantlyWorse }) => significantlyWorse)).not.toContain(true);
    expect(few.points.map(({ measures }) => measures.p99.interval)).toEqual([null, null, null]);
    expect(few.sentences.join(' ')).toMatch(
      /^The best p99 so far is at .* on a typical day\); 4 days tell too little: take 8 or more\.$/,
    );
    const text = sweepText(few, 100).replaceAll(/\s+/g, ' ');
    expect(text).toContain('4 days tell too little: take 5 or more.');
  });

  it('say the same of a point by the whole grid and by its line', () => {
    const worse = map.lines[1].points.filter(
      (point) => map.points[point].significantlyWorse === true,
    );
    const sentence = map.sentences[2];
    for (const point of worse) {
      expect(sentence).not.toContain(
        `no significant difference to retry-interval ${map.points[point].values[1]}`,
      );
    }
    expect(worse.length).toBeGreaterThan(0);
  });

  it('name the best of a valley and of values without an order', () => {
    expect(told({ shape: 'valley', from: 1, to: 1 })).toContain(
      'less and more are significantly worse',
    );
    expect(choice.sentences.join(' ')).toMatch(/host-status (on|off)/);
  });

  it('do not judge a measure of which neither way is better', () => {
    const { sentences } = sweepResultOf([RETRY], ['connections'], 2);
    expect(sentences).toEqual([expect.stringContaining('neither less nor more is better')]);
  });
});

describe('a sweep for other programs', () => {
  it('is a CSV row for each point and measure', () => {
    const [head, ...rows] = sweepCsv(map).trimEnd().split('\r\n');
    expect(head).toBe(
      'scenario,setting,runners,retry-interval,measure,unit,kind,low,high,interval_low,interval_high,coverage,replications,partial',
    );
    expect(rows).toHaveLength(map.points.length * map.measures.length);
    expect(rows[0]).toMatch(
      /^office,default,1,1m,p99,ms,exact,[\d.]+,[\d.]+,[\d.]+,[\d.]+,0\.96[\d]*,9,complete$/,
    );
    const open = sweepCsv(losing).split('\r\n');
    expect(open.find((row) => row.startsWith('office,default,1m,max,'))).toMatch(
      /,ms,at-least,[\d.]+,,[\d.]+,,/,
    );
  });

  it('is the data of a map: the first dimension is x', () => {
    const [p99, cuts] = map.measures;
    const { tables, title } = heatMapChart(map, p99);
    const [{ head, rows }] = tables;
    expect(title).toBe(map.sentences[0]);
    expect(head.slice(0, 3)).toEqual(['runners', 'retry-interval', 'p99']);
    expect(rows).toHaveLength(9);
    const { p99: found } = map.points[1].measures;
    expect(rows[1].slice(0, 4)).toEqual([
      '1',
      '5m',
      estimateText(found),
      estimateIntervalText(found),
    ]);
    expect(rows.find((row) => row[4] === 'the best')?.[1]).toBe('1m');
    const other = heatMapChart(map, cuts);
    expect(other.title).not.toBe(map.sentences[0]);
    expect(other.tables[0].rows.map((row) => row[4])).not.toContain('the best');
  });

  it('is the data of a line, with marks of the measure that is judged', () => {
    const [p99, other] = line.measures;
    const bent = { ...line, lines: [{ ...line.lines[0], knee: 1 }] };
    const { tables, title, legend } = sweepLineChart(bent, p99);
    expect(tables[0].head).toEqual(['retry-interval', 'p99', 'interval']);
    expect(tables[0].rows.map(([x]) => x)).toEqual(['1m', '5m', '10m']);
    expect(title).toBe(line.sentences[0]);
    expect(legend.map(({ symbol }) => symbol)).toContain('ring');
    expect(sweepLineChart(bent, other).title).not.toBe(line.sentences[0]);
    expect(sweepLineChart(bent, other).legend.map(({ symbol }) => symbol)).not.toContain('ring');
  });
});

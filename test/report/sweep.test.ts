import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../sim/report/paint.ts';
import { enoughPoint, heatMapData, sweepLineData } from '../../sim/report/sweep-chart-data.ts';
import { sweepCsv } from '../../sim/report/sweep-csv.ts';
import { type SweepResult, sweepSchema } from '../../sim/report/sweep-schema.ts';
import { sweepSentences } from '../../sim/report/sweep-sentences.ts';
import { sweepText } from '../../sim/report/sweep-text.ts';
import { HOST_STATUS, RETRY, RUNNERS, sweepResultOf } from './small-sweep.ts';

const page = (columns: number) => ({ columns, paint: PLAIN });
const line = sweepResultOf([RETRY]);
const map = sweepResultOf([RUNNERS, RETRY], ['p99', 'cuts']);
const choice = sweepResultOf([HOST_STATUS]);

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
    expect(map.measures.filter(({ asked }) => asked)).toHaveLength(2);
  });
});

describe('the text of a sweep', () => {
  it('has a row a value, with half-widths and the best marked', () => {
    const text = sweepText(line, page(100));
    expect(text).toMatch(/^ {2}retry-interval +p99 +p50 +max/m);
    expect(text).toMatch(/^ +1m +.*best.* ± /m);
    expect(text).toMatch(/^ +10m /m);
  });

  it('has a map of two dimensions, with a shade and the best marked', () => {
    const text = sweepText(map, page(100));
    expect(text).toContain('p99: runners down, retry-interval across');
    expect(text).toMatch(/^ {2}4 .*\*/m);
    expect(text).toContain('█');
    expect(text).toContain('cuts: runners down');
    expect(text).toMatch(/Best: \d runners, retry-interval 1m \(p99/);
  });

  it('has a row a point of three dimensions, the best first', () => {
    const result = sweepResultOf([RUNNERS, RETRY, HOST_STATUS], ['p99'], 2);
    const rows = sweepText(result, page(100)).split('\n');
    const first = rows.findIndex((row) => row.startsWith('  runners  retry-interval')) + 1;
    expect(rows[first]).toMatch(/^ +\d +1m +off /);
    expect(rows.slice(first).filter((row) => / ± /.test(row))).toHaveLength(18);
  });

  it.each([60, 80, 100])('stays within %i columns', (columns) => {
    for (const result of [line, map, choice]) {
      const widest = Math.max(
        ...sweepText(result, page(columns))
          .split('\n')
          .map((row) => row.length),
      );
      expect(widest).toBeLessThanOrEqual(columns);
    }
  });

  it('says what is left behind', () => {
    const [point, ...others] = line.points;
    const queued = { ...point.measures.queued, value: 12 };
    const points = [{ ...point, measures: { ...point.measures, queued } }, ...others];
    expect(sweepText({ ...line, points }, page(200))).toContain(
      'Not delivered at 1 of 3 points (12 messages still queued at retry-interval=1m)',
    );
  });

  it('is marked where it was stopped', () => {
    const text = sweepText({ ...line, partial: true }, page(100));
    expect(text.match(/PARTIAL/g)).toHaveLength(2);
  });
});

describe('the sentences of a sweep', () => {
  it('say from where on nothing clear is gained, and what a further value may yet gain', () => {
    const dimension = 'runners';
    const further = { point: 2, gainAtMost: 4000 };
    const result = sweepResultOf([RUNNERS]);
    const sentence = told({ dimension, shape: 'up', from: 1, to: 2, further, knee: 1 }, result);
    expect(sentence).toMatch(
      /^From 2 runners on, nothing clear is gained \(p99 .*; at most 4 s less with 4\)\. The curve bends there too \(Kneedle\)\.$/,
    );
  });

  it('say that the end of the range is not the end', () => {
    expect(told({ shape: 'up', from: 2, to: 2 })).toMatch(/all the way to .* look further/);
    expect(enoughPoint({ ...line.lines[0], shape: 'up', from: 2, to: 2 })).toBeNull();
  });

  it('say how much is left open where the intervals are wide', () => {
    const further = { point: 0, gainAtMost: 1e12 };
    const sentence = told({ shape: 'down', from: 0, to: 1, further });
    expect(sentence).toMatch(/4 replications leave open up to \d+ min.* less with 1m/);
  });

  it('say that a dimension makes no difference', () => {
    expect(told({ shape: 'flat' })).toMatch(/^Retry-interval makes no clear difference here/);
    expect(told({ shape: 'flat', points: [0, 0, 0] })).toMatch(/makes no difference at all here/);
  });

  it('name the best of a valley and of values without an order', () => {
    expect(told({ shape: 'valley', from: 1, to: 1 })).toContain('less and more are clearly worse');
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
      'scenario,setting,runners,retry-interval,measure,unit,value,low,high,replications,partial',
    );
    expect(rows).toHaveLength(map.points.length * map.measures.length);
    expect(rows[0]).toMatch(/^office,default,1,1m,p99,ms,[\d.]+,[\d.]+,[\d.]+,4,complete$/);
  });

  it('is the data of a map: the first dimension is x', () => {
    const data = heatMapData(map);
    expect(data).toMatchObject({ xName: 'runners', yName: 'retry-interval', measure: 'p99' });
    expect(data?.cells).toHaveLength(9);
    expect(data?.cells[1]).toMatchObject({ x: '1', y: '5m', ...measured(map, 1) });
    expect(data?.best?.y).toBe('1m');
    expect(data?.ys.map(({ number }) => number)).toEqual([60_000, 300_000, 600_000]);
    expect(heatMapData(line)).toBeNull();
  });

  it('is the data of a line, by ascending value', () => {
    const data = sweepLineData(line);
    expect(data?.points.map(({ x }) => x)).toEqual(['1m', '5m', '10m']);
    expect(data).toMatchObject({ xName: 'retry-interval', unit: 'ms', better: 'less' });
    expect(sweepLineData(map, 1, 'cuts')).toMatchObject({
      xName: 'retry-interval',
      measure: 'cuts',
    });
  });
});

function measured({ points }: SweepResult, index: number) {
  const { value, low, high } = points[index].measures.p99;
  return { value, low, high };
}

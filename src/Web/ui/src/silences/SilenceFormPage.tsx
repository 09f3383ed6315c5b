import { useDebouncedValue } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Link, useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import { ApiError } from '../api/http';
import { expireSilence, saveSilence, useAlerts, usePreview, useSilence } from '../api/queries';
import { changeSettings, useSettings } from '../app/settings';
import { useNow } from '../app/useNow';
import { matchesEmptyOnly, parseMatchers, toAmtool } from '../model/matchers';
import { moment, parseDuration, typed } from '../model/time';
import type { Matcher, Silence } from '../model/types';
import { Answered } from '../parts/Answers';
import { Icon } from '../parts/Icon';
import { Page, useBodyClass } from '../parts/Page';
import { copyText, toast, toastFailure } from '../parts/toast';
import { Common } from './Common';
import { draftOf, endOf, hasProblems, matchersOf, newRow, problemsOf, rowOf, startOf, startsNow, type Draft, type Problems } from './draft';
import { HowLong } from './HowLong';
import { MatcherRows } from './MatcherRows';
import { criticalOf, hitCount, Preview, type Hits } from './Preview';
import { titleOf } from './model';
import { Problem } from './Problem';

const parent = [{ text: 'Silences', to: '/silences' }];

export default function SilenceFormPage() {
  useBodyClass('p-form');
  const { id } = useParams();
  const { search } = useLocation();
  return id === undefined ? <New key={search} /> : <Edit id={id} />;
}

/** Links may bring matchers, a comment, an author and a length. */
function New() {
  const [params] = useSearchParams();
  const { author } = useSettings();
  const parsed = parseMatchers(params.get('filter') ?? '');
  const length = parseDuration(params.get('duration') ?? '');
  const [first] = useState<Draft>(() => ({
    rows: parsed.ok && parsed.value.length > 0 ? parsed.value.map(rowOf) : [newRow()],
    from: 'now',
    until: length === null ? { preset: '2h' } : { text: `in ${params.get('duration')}` },
    author: params.get('author') ?? author,
    comment: params.get('comment') ?? '',
  }));
  return (
    <Page title="New silence" crumbs={parent} lead="Holds back notifications for matching alerts. The alerts keep firing and stay visible.">
      {!parsed.ok && (
        <p className="note warning" role="alert">
          <Icon name="warning" className="st-warning" />
          <span>The filter in the link cannot be read: {parsed.error} Fill in the matchers by hand.</span>
        </p>
      )}
      <SilenceForm first={first} silence={null} />
    </Page>
  );
}

function Edit({ id }: { id: string }) {
  const query = useSilence(id);
  const { zone } = useSettings();
  return (
    <Page
      title="Edit silence"
      crumbs={[...parent, { text: query.data ? titleOf(query.data) : 'Silence', to: `/silences/${id}` }]}
      lead={
        query.data?.status.state === 'expired' ? 'This silence has expired: saving makes a new one.' : 'Alerts that are newly hit or no longer hit are marked.'
      }
    >
      <Answered query={query} what="The silence">
        {s => <SilenceForm key={s.id} first={draftOf(s, t => typed(t, zone))} silence={s} />}
      </Answered>
    </Page>
  );
}

/** The server is asked once the typing rests, and only when every matcher can be read. */
function useHits(matchers: Matcher[], problems: Problems, silence: Silence | null): Hits {
  const all = useAlerts();
  const text = JSON.stringify(matchers);
  const [settled] = useDebouncedValue(text, 200);
  const askable = matchers.length > 0 && problems.rows.size === 0 && !matchesEmptyOnly(matchers);
  const preview = usePreview(JSON.parse(settled) as Matcher[], askable && settled !== '[]');
  const alerts = all.data?.alerts ?? [];
  return {
    alerts: askable ? (preview.data?.alerts ?? null) : null,
    error: askable && preview.isError ? preview.error.message : null,
    total: alerts.length,
    before: silence && silence.status.state !== 'expired' ? alerts.filter(a => a.status.silencedBy.includes(silence.id)) : null,
  };
}

function SilenceForm({ first, silence }: { first: Draft; silence: Silence | null }) {
  const [draft, setDraft] = useState(first);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const { zone } = useSettings();
  const now = useNow(5000);
  const navigate = useNavigate();
  const client = useQueryClient();
  const alerts = useAlerts();
  const matchers = useMemo(() => matchersOf(draft), [draft]);
  const problems = problemsOf(draft, now, zone);
  const shown: Problems = tried
    ? problems
    : { rows: problems.rows, ...(problems.until && 'text' in draft.until ? { until: problems.until } : {}), ...(problems.from ? { from: problems.from } : {}) };
  const hits = useHits(matchers, problems, silence);
  const end = endOf(draft, now, zone);
  const until = end === null ? 'its end' : moment(end, now, zone).replace('Today ', '');
  const count = hitCount(hits);
  const change = (d: Partial<Draft>) => setDraft(x => ({ ...x, ...d }));

  const save = async () => {
    setTried(true);
    setRefused(null);
    if (hasProblems(problems)) {
      requestAnimationFrame(() => document.querySelector<HTMLElement>('.sform [aria-invalid="true"]')?.focus());
      return;
    }
    setBusy(true);
    try {
      const startsAt = startsNow(draft)
        ? silence?.status.state === 'active'
          ? silence.startsAt
          : new Date(now).toISOString()
        : new Date(startOf(draft, now, zone)!).toISOString();
      const { silenceID } = await saveSilence({
        ...(silence && silence.status.state !== 'expired' ? { id: silence.id } : {}),
        matchers,
        startsAt,
        endsAt: new Date(endOf(draft, now, zone)!).toISOString(),
        createdBy: draft.author.trim(),
        comment: draft.comment.trim(),
      });
      changeSettings({ author: draft.author.trim() });
      await Promise.all([client.invalidateQueries({ queryKey: ['silences'] }), client.invalidateQueries({ queryKey: ['alerts'] })]);
      const undo = () =>
        expireSilence(silenceID).then(
          () => client.invalidateQueries(),
          e => toastFailure('Not undone', e),
        );
      toast({
        title: silence ? 'Silence saved' : 'Silence created',
        text: `Holds back ${count} ${count === 1 ? 'alert' : 'alerts'} until ${until}`,
        icon: 'silenced',
        tone: 'st-silenced',
        ...(silence ? {} : { action: { text: 'Undo', run: () => void undo() } }),
      });
      void navigate(`/silences/${silenceID}`);
    } catch (e) {
      setRefused(e instanceof ApiError && e.status > 0 ? `The server refused it (${e.status}): ${e.message}` : e instanceof Error ? e.message : String(e));
      setBusy(false);
    }
  };

  const amtool = () =>
    copyText(
      toAmtool(matchers, draft.author.trim(), draft.comment.trim(), startsNow(draft) ? null : new Date(startOf(draft, now, zone) ?? now), new Date(end ?? now)),
      'Command copied',
    );
  const critical = hits.alerts ? criticalOf(hits.alerts).length : 0;
  return (
    <div className="snew">
      <form
        className="panel sform"
        aria-label={silence ? 'Edit silence' : 'New silence'}
        noValidate
        onSubmit={e => {
          e.preventDefault();
          void save();
        }}
      >
        <fieldset>
          <legend>Which alerts</legend>
          <MatcherRows rows={draft.rows} problems={shown.rows} alerts={alerts.data?.alerts ?? []} change={rows => change({ rows })} />
          {shown.matchers && <Problem id="matchers-problem" text={shown.matchers} />}
          <div className="addm">
            <button type="button" className="btn small subtle" onClick={() => change({ rows: [...draft.rows, newRow()] })}>
              <Icon name="plus" />
              <span>Add matcher</span>
            </button>
            <Common hits={hits} matchers={matchers} add={m => change({ rows: [...draft.rows.filter(r => r.name !== '' || r.value !== ''), rowOf(m)] })} />
          </div>
        </fieldset>
        <fieldset>
          <legend>How long</legend>
          <HowLong draft={draft} problems={shown} now={now} zone={zone} change={change} />
        </fieldset>
        <fieldset>
          <legend>Who and why</legend>
          <div className="whowhy">
            <div className="field">
              <label htmlFor="comment">Comment</label>
              <textarea
                id="comment"
                className="input"
                rows={2}
                required
                aria-invalid={shown.comment !== undefined}
                aria-describedby={shown.comment ? 'comment-problem' : undefined}
                value={draft.comment}
                onChange={e => change({ comment: e.target.value })}
              />
              {shown.comment && <Problem id="comment-problem" text={shown.comment} />}
            </div>
            <div className="field">
              <label htmlFor="author">Author</label>
              <input
                id="author"
                className="input"
                required
                autoComplete="name"
                aria-invalid={shown.author !== undefined}
                aria-describedby={shown.author ? 'author-problem' : 'author-hint'}
                value={draft.author}
                onChange={e => change({ author: e.target.value })}
              />
              {shown.author ? (
                <Problem id="author-problem" text={shown.author} />
              ) : (
                <span className="hint" id="author-hint">
                  Remembered in this browser
                </span>
              )}
            </div>
          </div>
        </fieldset>
        {refused && (
          <div className="pbody">
            <div className="note critical" role="alert">
              <Icon name="fail" className="err" />
              <div>
                <b>Silence not saved.</b> <span className="dim">{refused} The form is kept.</span>
              </div>
            </div>
          </div>
        )}
        <div className="sfoot">
          {hits.alerts && (
            <p className="phone fwarn">
              <Icon name={critical > 0 ? 'critical' : 'silenced'} className={critical > 0 ? 'st-critical' : 'st-silenced'} />
              <span>{critical > 0 ? `${critical} of ${count} ${critical === 1 ? 'is' : 'are'} critical` : `${count} ${count === 1 ? 'alert' : 'alerts'}`}</span>
              <button type="button" className="link in" onClick={() => document.getElementById('pv')?.scrollIntoView({ block: 'center' })}>
                Review {count}
              </button>
            </p>
          )}
          <button type="submit" className="btn primary" disabled={busy}>
            <Icon name="silenced" />
            <span>{silence ? 'Save silence' : count > 0 ? `Silence ${count} ${count === 1 ? 'alert' : 'alerts'}` : 'Silence'}</span>
          </button>
          <Link className="btn subtle" to={silence ? `/silences/${silence.id}` : '/silences'}>
            Cancel
          </Link>
          <span className="grow" />
          <button type="button" className="btn subtle" onClick={amtool} disabled={matchers.length === 0}>
            <Icon name="copy" />
            <span>Copy as amtool</span>
          </button>
        </div>
      </form>
      <Preview hits={hits} until={until} />
    </div>
  );
}

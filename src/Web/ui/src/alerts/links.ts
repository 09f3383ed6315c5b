import { commonMatchers, formatMatchers } from '../model/matchers';
import type { Labels, Matcher } from '../model/types';

export const silenceLinkFor = (matchers: Matcher[]): string => `/silences/new?${new URLSearchParams({ filter: formatMatchers(matchers) })}`;

/** The form for a silence that hits all of these alerts. */
export const silenceLink = (sets: Labels[]): string => silenceLinkFor(commonMatchers(sets));

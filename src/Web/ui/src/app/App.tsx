import { lazy, Suspense } from 'react';
import { Navigate, Route, Routes, useLocation } from 'react-router';
import { AlertsPage } from '../alerts/AlertsPage';
import { Loading } from '../parts/Answers';
import { NotFound, Unbuilt } from './Unbuilt';
import { unbuilt } from './places';
import { Shell } from './Shell';

const AlertPage = lazy(() => import('../alerts/AlertPage'));
const WhyPage = lazy(() => import('../alerts/WhyPage'));
const TimelinePage = lazy(() => import('../timeline/TimelinePage'));
const SilencesPage = lazy(() => import('../silences/SilencesPage'));
const SilencePage = lazy(() => import('../silences/SilencePage'));
const SilenceFormPage = lazy(() => import('../silences/SilenceFormPage'));
const NotificationsPage = lazy(() => import('../notifications/NotificationsPage'));
const NotificationPage = lazy(() => import('../notifications/NotificationPage'));
const TargetsPage = lazy(() => import('../targets/TargetsPage'));
const RulesPage = lazy(() => import('../rules/RulesPage'));
const StatusPage = lazy(() => import('../status/StatusPage'));
const QueryPage = lazy(() => import('../query/QueryPage'));

/** `/` and karma's `/?q=…` are the alerts. */
const Home = () => <Navigate replace to={{ pathname: '/alerts', search: useLocation().search }} />;

export const App = () => (
  <Shell>
    <Suspense fallback={<Loading what="the page" />}>
      <Routes>
        <Route path="/" element={<Home />} />
        <Route path="/alerts" element={<AlertsPage />} />
        <Route path="/alerts/:fingerprint" element={<AlertPage />} />
        <Route path="/alerts/:fingerprint/why" element={<WhyPage />} />
        <Route path="/timeline" element={<TimelinePage />} />
        <Route path="/silences" element={<SilencesPage />} />
        <Route path="/silences/new" element={<SilenceFormPage key="new" />} />
        <Route path="/silences/:id" element={<SilencePage />} />
        <Route path="/silences/:id/edit" element={<SilenceFormPage key="edit" />} />
        <Route path="/notifications" element={<NotificationsPage />} />
        <Route path="/notifications/:id" element={<NotificationPage />} />
        <Route path="/targets" element={<TargetsPage />} />
        <Route path="/rules" element={<RulesPage />} />
        <Route path="/status" element={<StatusPage tab="overview" />} />
        <Route path="/settings" element={<Navigate replace to="/status" />} />
        <Route path="/config" element={<StatusPage tab="config" />} />
        <Route path="/flags" element={<StatusPage tab="flags" />} />
        <Route path="/query" element={<QueryPage />} />
        {unbuilt.map(p => (
          <Route key={p.path} path={`${p.path}/*`} element={<Unbuilt place={p} />} />
        ))}
        <Route path="*" element={<NotFound />} />
      </Routes>
    </Suspense>
  </Shell>
);

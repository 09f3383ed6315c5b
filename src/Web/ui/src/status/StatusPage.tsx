import { Page } from '../parts/Page';
export default function StatusPage({ tab }: { tab: string }) { return <Page title="Status">{tab}</Page>; }

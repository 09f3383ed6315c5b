import { Page } from '../parts/Page';
export default function P() { return <Page title="Notification">x</Page>; }

import { Page } from '../parts/Page';
export default function P() { return <Page title="Rules">x</Page>; }

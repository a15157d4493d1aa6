// The four majors of the official SDK behind one face, so that one life is driven through each.
import { Cashfree as Third, CFEnvironment as ThirdEnvironment } from 'cashfree-pg-3';
import { Cashfree as Fourth, CFEnvironment as FourthEnvironment } from 'cashfree-pg-4';
import { Cashfree as Fifth, CFEnvironment as FifthEnvironment } from 'cashfree-pg-5';
import { Cashfree as Sixth, CFEnvironment as SixthEnvironment } from 'cashfree-pg-6';
import { KEY, SECRET } from '../support/server.ts';

export type Json = Record<string, unknown>;
export type Answer = { readonly status: number; readonly data: unknown };
type Told = Promise<Answer>;

export type Client = {
  readonly name: string;
  readonly version: string;
  /** Where below the server's address this major is pointed at: each at another place. */
  readonly base: string;
  readonly create: (body: Order, key?: string) => Told;
  readonly fetch: (id: string) => Told;
  readonly payments: (id: string) => Told;
  readonly payment: (id: string, payment: string) => Told;
  readonly pay: (session: string, method: PayMethod) => Told;
  readonly authenticate: (payment: string, otp: string | null) => Told;
  readonly authorize: (id: string, action: Authorization, amount?: number) => Told;
  readonly refund: (id: string, body: RefundBody) => Told;
  readonly refundOf: (id: string, refund: string) => Told;
  readonly refunds: (id: string) => Told;
  readonly settlement: (id: string) => Told;
  readonly settlements: () => Told;
  readonly recon: () => Told;
  /** Null where the SDK has no such call. */
  readonly terminate: ((id: string) => Told) | null;
  readonly simulate: ((payment: string, word: SimulationWord) => Told) | null;
  readonly simulation: ((id: string) => Told) | null;
  readonly extended: ((id: string) => Told) | null;
  readonly withdraw: ((id: string, refund: string) => Told) | null;
  readonly incidents: (() => Told) | null;
  readonly verify: (signature: string, body: string, timestamp: string) => { type: string };
};

type Authorization = 'CAPTURE' | 'VOID';
type SimulationWord = 'SUCCESS' | 'FAILED' | 'PENDING' | 'USER_DROPPED';

export type Order = {
  order_id?: string;
  order_amount: number;
  order_currency: string;
  order_note?: string;
  order_tags?: Record<string, string>;
  order_splits?: { vendor_id: string; amount?: number; percentage?: number }[];
  customer_details: {
    customer_id: string;
    customer_phone: string;
    customer_name?: string;
    customer_email?: string;
  };
  order_meta?: { return_url?: string; notify_url?: string };
};
export type RefundBody = { refund_id: string; refund_amount: number; refund_note?: string };

export type PayMethod =
  | {
      card: {
        channel: 'link' | 'post';
        card_number: string;
        card_holder_name: string;
        card_expiry_mm: string;
        card_expiry_yy: string;
        card_cvv: string;
      };
    }
  | { upi: { channel: 'link' | 'collect' | 'qrcode'; upi_id?: string } }
  | { netbanking: { channel: string; netbanking_bank_code: number } }
  | { app: { channel: string; provider: 'phonepe' | 'paytm' | 'amazon'; phone: string } };

const PAGE = { pagination: { limit: 10 }, filters: { start_date: '2025-01-01' } };
const DATES = { start_date: '2025-01-01', end_date: '2025-01-02' };
const PAGE_OF_DATES = { ...PAGE, filters: DATES };
const TERMINATED = { order_status: 'TERMINATED' };

function otpBody(otp: string | null) {
  return { action: otp === null ? 'RESEND_OTP' : 'SUBMIT_OTP', otp: otp ?? '' } as const;
}

function authorization(action: Authorization, amount: number | undefined) {
  return amount === undefined ? { action } : { action, amount };
}

function simulation(payment: string, payment_status: SimulationWord) {
  const entity_simulation = { payment_status };
  return { entity: 'PAYMENTS', entity_id: payment, entity_simulation } as const;
}

type Secrets = { readonly key: string; readonly secret: string };
const RIGHT: Secrets = { key: KEY, secret: SECRET };

/** Their state is static: one server at a time. */
function connectThird(url: string, { key, secret }: Secrets): Client {
  const version = '2022-09-01';
  const base = '/api/v2/pg/via/cashfree';
  Third.XEnableErrorAnalytics = false;
  Third.XEnvironment = ThirdEnvironment.SANDBOX;
  Third.XClientId = key;
  Third.XClientSecret = secret;
  Third.basePath = url + base;
  const v = version;
  return {
    name: 'cashfree-pg 3.2.15',
    version,
    base,
    create: (body, idempotency) => Third.PGCreateOrder(v, body, undefined, idempotency),
    fetch: (id) => Third.PGFetchOrder(v, id),
    payments: (id) => Third.PGOrderFetchPayments(v, id),
    payment: (id, payment) => Third.PGOrderFetchPayment(v, id, payment),
    pay: (payment_session_id, payment_method) =>
      Third.PGPayOrder(v, { payment_session_id, payment_method }),
    authenticate: (payment, otp) => Third.PGOrderAuthenticatePayment(v, payment, otpBody(otp)),
    authorize: (id, action, amount) => Third.PGAuthorizeOrder(v, id, authorization(action, amount)),
    refund: (id, body) => Third.PGOrderCreateRefund(v, id, body),
    refundOf: (id, refund) => Third.PGOrderFetchRefund(v, id, refund),
    refunds: (id) => Third.PGOrderFetchRefunds(v, id),
    settlement: (id) => Third.PGOrderFetchSettlement(v, id),
    settlements: () => Third.PGFetchSettlements(v, PAGE_OF_DATES),
    recon: () => Third.PGSettlementFetchRecon(v, PAGE_OF_DATES),
    terminate: null,
    simulate: null,
    simulation: null,
    extended: null,
    withdraw: null,
    incidents: null,
    verify: (...signed) => Third.PGVerifyWebhookSignature(...signed),
  };
}

function connectFourth(url: string, { key, secret }: Secrets): Client {
  const version = '2023-08-01';
  const base = '/pg';
  Fourth.XEnableErrorAnalytics = false;
  Fourth.XEnvironment = FourthEnvironment.SANDBOX;
  Fourth.XClientId = key;
  Fourth.XClientSecret = secret;
  Fourth.basePath = url + base;
  const v = version;
  return {
    name: 'cashfree-pg 4.3.10',
    version,
    base,
    create: (body, idempotency) => Fourth.PGCreateOrder(v, body, undefined, idempotency),
    fetch: (id) => Fourth.PGFetchOrder(v, id),
    payments: (id) => Fourth.PGOrderFetchPayments(v, id),
    payment: (id, payment) => Fourth.PGOrderFetchPayment(v, id, payment),
    pay: (payment_session_id, payment_method) =>
      Fourth.PGPayOrder(v, { payment_session_id, payment_method }),
    authenticate: (payment, otp) => Fourth.PGOrderAuthenticatePayment(v, payment, otpBody(otp)),
    authorize: (id, action, amount) =>
      Fourth.PGAuthorizeOrder(v, id, authorization(action, amount)),
    refund: (id, body) => Fourth.PGOrderCreateRefund(v, id, body),
    refundOf: (id, refund) => Fourth.PGOrderFetchRefund(v, id, refund),
    refunds: (id) => Fourth.PGOrderFetchRefunds(v, id),
    settlement: (id) => Fourth.PGOrderFetchSettlement(v, id),
    settlements: () => Fourth.PGFetchSettlements(v, PAGE_OF_DATES),
    recon: () => Fourth.PGSettlementFetchRecon(v, PAGE_OF_DATES),
    terminate: (id) => Fourth.PGTerminateOrder(v, id, TERMINATED),
    simulate: (payment, word) => Fourth.PGSimulatePayment(v, simulation(payment, word)),
    simulation: (id) => Fourth.PGFetchSimulation(v, id),
    extended: null,
    withdraw: null,
    incidents: null,
    verify: (...signed) => Fourth.PGVerifyWebhookSignature(...signed),
  };
}

function connectFifth(url: string, { key, secret }: Secrets): Client {
  const base = '/cashfree/pg';
  const { SANDBOX } = FifthEnvironment;
  const sdk = new Fifth(SANDBOX, key, secret, undefined, undefined, undefined, false);
  sdk.basePath = url + base;
  return {
    name: 'cashfree-pg 5.1.3',
    version: sdk.XApiVersion,
    base,
    create: (body, idempotency) => sdk.PGCreateOrder(body, undefined, idempotency),
    fetch: (id) => sdk.PGFetchOrder(id),
    payments: (id) => sdk.PGOrderFetchPayments(id),
    payment: (id, payment) => sdk.PGOrderFetchPayment(id, payment),
    pay: (payment_session_id, payment_method) =>
      sdk.PGPayOrder({ payment_session_id, payment_method }),
    authenticate: (payment, otp) => sdk.PGOrderAuthenticatePayment(payment, otpBody(otp)),
    authorize: (id, action, amount) => sdk.PGAuthorizeOrder(id, authorization(action, amount)),
    refund: (id, body) => sdk.PGOrderCreateRefund(id, body),
    refundOf: (id, refund) => sdk.PGOrderFetchRefund(id, refund),
    refunds: (id) => sdk.PGOrderFetchRefunds(id),
    settlement: (id) => sdk.PGOrderFetchSettlement(id),
    settlements: () => sdk.PGFetchSettlements(PAGE_OF_DATES),
    recon: () => sdk.PGSettlementFetchRecon(PAGE_OF_DATES),
    terminate: (id) => sdk.PGTerminateOrder(id, TERMINATED),
    simulate: (payment, word) => sdk.PGSimulatePayment(simulation(payment, word)),
    simulation: (id) => sdk.PGFetchSimulation(id),
    extended: (id) => sdk.PGFetchOrderExtendedData(id),
    withdraw: null,
    incidents: null,
    verify: (...signed) => sdk.PGVerifyWebhookSignature(...signed),
  };
}

function connectSixth(url: string, { key, secret }: Secrets): Client {
  const base = '/api/v2/pg/via/cashfree/pg';
  const { SANDBOX } = SixthEnvironment;
  const sdk = new Sixth(SANDBOX, key, secret, undefined, undefined, undefined, false);
  sdk.basePath = url + base;
  return {
    name: 'cashfree-pg 6.0.6',
    version: sdk.XApiVersion,
    base,
    create: (body, idempotency) => sdk.PGCreateOrder(body, undefined, idempotency),
    fetch: (id) => sdk.PGFetchOrder(id),
    payments: (id) => sdk.PGOrderFetchPayments(id),
    payment: (id, payment) => sdk.PGOrderFetchPayment(id, payment),
    pay: (payment_session_id, payment_method) =>
      sdk.PGPayOrder({ payment_session_id, payment_method }),
    authenticate: (payment, otp) => sdk.PGOrderAuthenticatePayment(payment, otpBody(otp)),
    authorize: (id, action, amount) => sdk.PGAuthorizeOrder(id, authorization(action, amount)),
    refund: (id, body) => sdk.PGOrderCreateRefund(id, body),
    refundOf: (id, refund) => sdk.PGOrderFetchRefund(id, refund),
    refunds: (id) => sdk.PGOrderFetchRefunds(id),
    settlement: (id) => sdk.PGOrderFetchSettlement(id),
    settlements: () => sdk.PGFetchSettlements(PAGE_OF_DATES),
    recon: () => sdk.PGSettlementFetchRecon(PAGE_OF_DATES),
    terminate: (id) => sdk.PGTerminateOrder(id, TERMINATED),
    simulate: (payment, word) => sdk.PGSimulatePayment(simulation(payment, word)),
    simulation: (id) => sdk.PGFetchSimulation(id),
    extended: (id) => sdk.PGFetchOrderExtendedData(id),
    withdraw: (id, refund) =>
      sdk.PGOrderUpdateRefund(id, refund, { refund_status: 'CANCELLED', remarks: 'a mistake' }),
    incidents: () => sdk.FetchActiveEcosystemDowntimes(),
    verify: (...signed) => sdk.PGVerifyWebhookSignature(...signed),
  };
}

/** Every major of the SDK, pointed at this server. */
export function connectClients(url: string, secrets: Secrets = RIGHT): readonly Client[] {
  return [connectThird, connectFourth, connectFifth, connectSixth].map((connect) =>
    connect(url, secrets),
  );
}

/** What the SDK's call was refused with; it throws every answer that is not 2xx. */
export async function refusalOf(told: Told): Promise<{ status: number; body: Json }> {
  try {
    const { status } = await told;
    throw new Error(`answered with ${status} instead of a refusal`);
  } catch (error) {
    const { response } = error as { response?: Answer };
    if (response === undefined) throw error;
    return { status: response.status, body: response.data as Json };
  }
}

// Views of the customer's pages, as tests show them.
import type {
  BankView,
  FirstPageView,
  HandbackView,
  OrderView,
  OutcomeState,
  OutcomeView,
  PayView,
} from '../../src/pages/index.ts';

export const order: OrderView = {
  merchant: 'Chai Point',
  description: 'Masala chai, 12 cups',
  reference: 'CP-417',
  amountMinor: 50050,
  currency: 'INR',
  exponent: 2,
};

export const pay: PayView = {
  order,
  sandbox: true,
  action: '/pay/1',
  cancelAction: '/pay/1/cancel',
  returns: true,
  methods: ['wallet', 'card', 'upi', 'netbanking'],
  banks: [{ code: 'B1', name: 'First Bank' }],
  wallets: [{ code: 'W1', name: 'First Wallet' }],
  instruments: [
    {
      method: 'upi',
      value: 'success@test',
      label: 'Test UPI ID',
      effect: 'payment succeeds',
      gateway: null,
    },
    {
      method: 'card',
      value: '4111 1111 1111 1111',
      label: 'Test card',
      effect: 'bank declines',
      gateway: 'First Gateway',
      also: { card_cvv: '123' },
    },
  ],
  chosen: 'upi',
  entered: {},
  errors: {},
  declined: null,
};

export const declined = { title: 'Payment failed', reason: 'The bank declined this card.' };
export const bank: BankView = {
  order,
  instrument: 'Visa card ending 1007',
  action: '/b',
  sandbox: true,
};

export const outcome: OutcomeView = {
  order,
  sandbox: true,
  state: 'paid',
  paymentReference: 'pay_123',
  reason: null,
  retry: null,
  back: { href: 'https://shop.example/done' },
  refreshSeconds: null,
};

export const handback: HandbackView = {
  order,
  sandbox: true,
  state: 'paid',
  reason: null,
  method: 'POST',
  url: 'https://shop.example:8443/done?a=1',
  fields: [['status', 'success']],
  delaySeconds: 3,
  paymentReference: 'pay_123',
};

export const STATES: readonly OutcomeState[] = [
  'paid',
  'pending',
  'failed',
  'cancelled',
  'expired',
];

export const firstPage: FirstPageView = {
  address: 'http://127.0.0.1:8080',
  action: '/',
  key: 'test_123',
  maskedSecret: '••••••••4cde',
  calls: [
    { title: 'First Gateway', text: "curl 'http://127.0.0.1:8080/v1' \\\n  -d '{ \"a\": 1 }'" },
    { title: 'Second Gateway', text: 'curl two' },
  ],
  orders: (['created', 'attempted', 'paid', 'expired', 'cancelled'] as const).map((status) => {
    const { amountMinor, currency, exponent } = order;
    const amount = { amountMinor, currency, exponent };
    return { href: '/pay/1', name: status, dialect: 'First Gateway', status, at: 0, ...amount };
  }),
};

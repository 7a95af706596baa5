// The relation graph's page.

export {};

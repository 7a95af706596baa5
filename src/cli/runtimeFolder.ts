// Says where libraries are that were fetched for the runtime, before anything imports the runtime: imported first by main.ts.

import { librariesVariable } from '../engine/runtime/librariesVariable';
import { defaultCudaStore } from './models/dataFolder';

process.env[librariesVariable] ??= defaultCudaStore();

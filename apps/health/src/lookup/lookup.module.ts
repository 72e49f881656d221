import { Module } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.interceptor.js';
import { AuditedState } from '../audit/audited-state.js';
import { AuditController } from '../http/audit.controller.js';
import { CostsController } from '../http/costs.controller.js';
import { FlowsController } from '../http/flows.controller.js';
import { HandoffsController } from '../http/handoffs.controller.js';
import { LookupDays } from './lookup-days.js';
import { LookupReader } from './lookup-reader.js';
import { LookupWriter } from './lookup-writer.js';

/** What was asked, tried, paid, handed over and changed: from the log to the database, and from there to whoever looks. */
@Module({
  controllers: [CostsController, FlowsController, HandoffsController, AuditController],
  providers: [LookupReader, LookupWriter, LookupDays, AuditTrail, AuditedState],
})
export class LookupModule {}
